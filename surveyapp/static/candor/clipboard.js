// Puts words on the clipboard.

/**
 * Copies words, also where the page was not served over https.
 * @param {string} words
 * @returns {Promise<boolean>} whether they are there
 */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
