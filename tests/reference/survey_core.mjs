// What survey-core shows of surveys that Candor wrote, recorded in survey_core.json.
// To record it again: `npm install survey-core@3.1.1` in a folder of its own, and there
// `node PATH/survey_core.mjs FILE... > PATH/survey_core.json` with the files that
// `manage.py export_questions CODE --format surveyjs` wrote.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const require = createRequire(`${process.cwd()}/`);
const { Model } = require("survey-core");
const { version } = JSON.parse(readFileSync("node_modules/survey-core/package.json"));

function optionsOf(question) {
  const listed = question.visibleRateValues ?? question.choices ?? [];
  return listed.map((one) => ({
    value: String(one.value),
    text: one.text,
    ...(one.isExclusive ? { exclusive: true } : {}),
    ...(one.showCommentArea ? { say: true } : {}),
  }));
}

function shownIn(survey) {
  return survey.getAllQuestions(false, false, false).map((question) => ({
    name: question.name,
    page: question.page.name,
    type: question.getType(),
    title: question.title,
    help: question.description,
    required: question.isRequired,
    visible: question.isVisible,
    options: optionsOf(question),
    ...(question.maxSelectedChoices ? { most: question.maxSelectedChoices } : {}),
    ...(question.inputType === "number" || question.getType() === "slider"
      ? { min: question.min, max: question.max, step: question.step }
      : {}),
  }));
}

function valueFor(question, answer) {
  return ["checkbox", "ranking"].includes(question.getType()) ? [answer] : answer;
}

// Each condition is tried out: hidden before, shown after each answer that it names.
function conditionsOf(survey) {
  const found = {};
  for (const question of survey.getAllQuestions(false, false, false)) {
    const match = /^\{(\w+)\} anyof \[(.*)\]$/.exec(question.visibleIf || "");
    if (!match) continue;
    const asked = survey.getQuestionByName(match[1]);
    const answers = JSON.parse(`[${match[2].replaceAll("'", '"')}]`);
    found[question.name] = answers.map((answer) => {
      survey.clearValue(asked.name);
      const before = question.isVisible;
      survey.setValue(asked.name, valueFor(asked, answer));
      const after = question.isVisible;
      survey.clearValue(asked.name);
      return [asked.name, String(answer), before, after];
    });
  }
  return found;
}

const files = {};
for (const path of process.argv.slice(2)) {
  const text = readFileSync(path);
  const survey = new Model(JSON.parse(text));
  const languages = {};
  for (const language of ["", ...survey.getUsedLocales().filter((one) => one !== "default")]) {
    survey.locale = language;
    languages[language || "default"] = { title: survey.title, questions: shownIn(survey) };
  }
  survey.locale = "";
  files[basename(path)] = {
    sha256: createHash("sha256").update(text).digest("hex"),
    problems: [...new Set((survey.jsonErrors ?? []).map((one) => one.message))].sort(),
    languages,
    conditions: conditionsOf(survey),
  };
}
console.log(JSON.stringify({ "survey-core": version, node: process.version, files }, null, 1));
