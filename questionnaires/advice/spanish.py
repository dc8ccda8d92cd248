"""Spanish: the words that the rules on wording look for. The lists are ours."""

from __future__ import annotations

import re

from questionnaires.advice.languages import Language, both_ends, listed, phrases
from questionnaires.advice.reading import fernandez_huerta_reading_ease, spanish_syllables

_GENDERED = """
rápid lent clar buen mal segur robust precis complet obsolet honest abiert motivad content
satisfech orgullos tranquil relajad cansad agotad estresad ansios enfadad frustrad molest efectiv
productiv modern car cort larg ordenad limpi complicad complej dolors fluid respetuos valorad
reconocid apoyad informad actualizad riguros just simpátic amistos encontrad constructiv sencill
bonit
"""
_UNGENDERED = """
fácil difícil fiable estable útil transparente relevante interesante motivador feliz eficiente
flexible legible barato simple mejor peor ágil coherente amable puntual
"""
_SUFFIXES = r"\w{3,}(?:ables?|ibles?|mente)"
_ASPECTS = """
velocidad rapidez calidad facilidad fiabilidad estabilidad seguridad sueldo salario beneficios
precisión claridad utilidad frecuencia coste costes rendimiento disponibilidad apoyo
reconocimiento autonomía confianza equidad duración profundidad tono transparencia formación
ascensos herramientas procesos tiempo cultura recursos
"""
_ACTORS = """
responsable responsables jefe jefa jefes dirección gerencia equipo compañeros compañeras clientes
producto operaciones liderazgo
"""
_FIXED = """
más o menos|tarde o temprano|poco a poco|de vez en cuando|una y otra vez|sí o no|día y noche
ida y vuelta|uno o dos|una o dos|dos o tres|ensayo y error|pros y contras|leer y escribir
compañeros y compañeras|compañeras y compañeros|^(?:mi|nuestro|nuestra) \\w+ y yo
"""
_ENDS = """
fácil difícil;fáciles difíciles;sencill complicad;rápid lent;buen mal;mejor peor;segur insegur
clar oscur;útil inútil;útiles inútiles;satisfech insatisfech;probable improbable;cort larg
fiable dudos;fiables dudos;barat car;simple complej;simples complej;positiv negativ
"""
_VERBS = """
yo me nos mi mis nuestro nuestra nuestros nuestras siento tengo puedo podemos sé recibo es son está
están hay se entiendo encuentro disfruto quiero ayuda ayudan resulta resultan funciona funcionan
permite permiten hace hacen tiene tienen da dan deja dejan aprendo conozco confío que respeta apoya
escucha
"""
_LEADING = """
¿?no (?:crees|piensas|opinas|te parece|estás de acuerdo|deberíamos|sería|es cierto|es verdad)
¿?estás de acuerdo (?:en|con) que
(?:qué tan|cómo de) (?:mal[oa]?s?|lent[oa]s?|terribles?|horribles?|pésim[oa]s?)(?! o)
(?:qué tan|cómo de) (?:molest[oa]s?|frustrantes?|injust[oa]s?|geniales?|excelentes?)(?! o)
(?:qué tan|cómo de) (?:emocionantes?|emocionad[oa]s?|decepcionad[oa]s?|encantad[oa]s?)(?! o)
cuánto te (?:encanta|gusta|molesta|fastidia)n?|galardonad[oa]s?
cuánto (?:mejor|peor)(?! o)|por supuesto|obviamente
claramente (?:mejor|peor|demasiado|superior|inferior)
^claramente|evidentemente|sin duda|indudablemente
como (?:todos|todo el mundo|ya) (?:sabe|saben|sabemos|sabes)|todo el mundo sabe|todos sabemos
la mayoría de (?:la gente|los ingenieros) (?:cree|piensa|opina|dice|creen|piensan)
la mayoría de (?:las personas|las empresas) (?:cree|piensa|opina|dice|creen|piensan)
(?:los|las) (?:expertos|expertas|estudios) (?:dicen|demuestran|muestran|coinciden)|el hecho de que
terribles?|horribles?|pésim[oa]s?|espantos[oa]s?|fantástic[oa]s?|maravillos[oa]s?|excelentes?
magnífic[oa]s?|ridícul[oa]s?|estúpid[oa]s?|tóxic[oa]s?|inútil|inútiles|incompetentes?|caos
caótic[oa]s?
pesadilla|desastres?|desastros[oa]s?|insoportables?|burocrátic[oa]s?|de primera clase|increíbles?
genial|geniales|brillantes?|absurd[oa]s?|despilfarro
"""
_TAGS = r",\s*¿?\s*(?:verdad|no|no es cierto|no es así|cierto|a que sí)\s*\?"
_JARGON = """
sinergias?|holístic[oa]s?|paradigmas?|stakeholders?|alineamiento|alinearnos|alinead[oa]s? (?:con|en)
accionables?|empoder\\w+|mindset
proactiv[oa]s?|accountability|ownership|best practices|mejores prácticas|valor añadido
apalanc\\w+|disruptiv[oa]s?|insights?|carga cognitiva|seguridad psicológica|deep dives?|quick wins?
engagement|learnings?|game changer|nuestro ecosistema|ecosistema digital|competencias clave
operacionaliz\\w+|OKRs?|KPIs?
cadena de valor|flujo de valor|hoja de ruta estratégica|know[- ]how|feedback loops?
thought leadership
transformación ágil|bajar a tierra|poner en valor|sinérgic[oa]s?|multifuncional(?:es)?|granularidad
(?-i:MTTR|MTTD|MTBF|SLOs?|SLIs?|SLAs?|WIP|DXI|NPS|SRE|CAB|ITIL|SAFe|VSM|DDD|ROI|TCO|FTEs?|MVP)
"""
_TIMES = (
    "día|días|semanas?|mes|meses|años?|trimestres?|mañanas?|tardes?|noches?|horas?|sprints?|vez"
)
_ABSOLUTE = rf"""
siempre|nunca|jamás|todo lo que|cualquiera puede|en cualquier momento
tod[oa]s(?! l[oa]s (?:{_TIMES})\b)|todo el mundo|nadie|nada
ningun[oa]?s?|ningún|completamente|totalmente|absolutamente|perfectamente|imposible|constantemente
cada (?!(?:{_TIMES}|uno|una|cuánto|dos|tres|pocos|pocas|\d+)\b)\w+|100 ?%|sin excepción
"""
_HARMLESS = """
casi siempre|casi nunca|sobre todo|ante todo|en todo caso|del todo|todo el día|nada más|de nada
como siempre|casi tod[oa]s|no siempre|antes que nada|para nada en especial|decir que no
nada más que|tod[oa]s l[oa]s que (?:correspondan|apliquen|procedan)|todo lo que corresponda
ningun[oa] de (?:l[oa]s anteriores|est[oa]s)
desde siempre|casi nada|no más de|o no|no s[oó]lo
no (?!(?:ayuda|cuida|olvida|decid|coincid|impid|mid|pid|nada|valida|queda|pueda)\\w*)\\w+[ai]d[oa]s?
"""
_SENSITIVE = """
burn-?out|me agota|agota(?:d[oa]s?|dor\\w*|miento)|quemad[oa]|(?<!pruebas\\sde\\s)estrés|desborda
desbordad[oa]
estresad[oa]|estresa|salud(?! del? )|sueldo|salario|ingresos|edad(?! del? )
cuántos años tienes|género|sexo|orientación sexual|discapacidad|religión|etnia|raza|nacionalidad
embaraz\\w+|permiso parental|baja médica|enferm\\w+|depresión|deprimid[oa]|ansiedad|ansios[oa]|miedo
acoso|acosad[oa]s?|discrimina\\w*|mi (?:jefe|jefa|responsable)|tu (?:jefe|jefa|responsable)
dejar la empresa|otro empleo|otro trabajo|nuevo trabajo|sindicato|terapia|medicación|ascenso
"""

SPANISH = Language(
    code="es",
    joins=re.compile(
        r"\s*(?:,\s+)?\b(?:y/o|y|e|o|u|pero|así como|y además)\s+(?:más\s+|muy\s+)?", re.IGNORECASE
    ),
    qualities=phrases(listed(_GENDERED, "o|a|os|as"), listed(_UNGENDERED, "s|es|a|as"), _SUFFIXES),
    aspects=phrases(rf"(?:(?:el|la|los|las)\s)?{listed(_ASPECTS)}"),
    actors=phrases(rf"(?:(?:el|la|los|las)\s)?{listed(_ACTORS)}"),
    clauses=re.compile(
        rf"\b(?:y|e|pero)\s+(?:(?:además|también|por eso)\s+)?{listed(_VERBS)}(?!\w)"
        r"|\by/o\b|\basí como\b|\btanto\b[^.?!]{1,80}\bcomo\b",
        re.IGNORECASE,
    ),
    pairs=re.compile(
        r"(?<!entre )\b(?:mis?|nuestr[oa]s?|tus?)\s+\w+(?:\s+\w+)?\s+(?:y|o|e|u)\s+"
        r"(?:mis?|nuestr[oa]s?|tus?)\s+\w+",
        re.IGNORECASE,
    ),
    fixed=phrases(_FIXED, both_ends(_ENDS, "o|y", "[oa]?s?")),
    asks_for_facts=re.compile(
        r"(?:.*[,¿]\s*)?¿?(?:(?:con|de|en|a) )?"
        r"(?:qué(?! (?:te parece|opinas|piensas|tan))|cuál(?:es)?|quién(?:es)?"
        r"|cuánt[oa]s?|dónde|cuándo)\b",
        re.IGNORECASE,
    ),
    leading=re.compile(rf"{phrases(_LEADING).pattern}|{_TAGS}", re.IGNORECASE),
    negation=phrases("no|tampoco|ni|apenas|sin que no"),
    jargon=phrases(_JARGON),
    absolute=phrases(_ABSOLUTE),
    harmless=phrases(_HARMLESS),
    sensitive=phrases(_SENSITIVE),
    syllables=spanish_syllables,
    ease=fernandez_huerta_reading_ease,
    hard_below=30.0,
)
