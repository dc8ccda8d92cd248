"""Words that say nothing alone, in the languages of the pages: articles, pronouns, auxiliaries.

Small lists of our own. They are taken together, because colleagues write in several languages to
one question; so "die" is no term in English either.
"""

from __future__ import annotations

_ENGLISH = """
a about above actually after again all almost also although always am an and another any anybody
anyone anything are aren't around as at away back be became because become been before being below
between both but by came can can't cannot come could couldn't did didn't do does doesn't doing
don't done down during each either else enough especially etc even ever every everybody everyone
everything few for from further get gets getting give given go goes going gone got had hadn't has
hasn't have haven't having he he'd he'll her here hers herself him himself his how however i i'd
i'll i'm i've if in instead into is isn't it it'd it'll it's its itself just keep kind know let
like lot lots made make makes making many may maybe me might mine more most much must my myself
need needs neither never no nobody none nor not nothing now of off often on once one only onto or
other others our ours ourselves out over own per perhaps please put quite rather really said same
say see seem seems several shall she she'd she'll should shouldn't since so some somebody someone
something sometimes somewhat soon still such sure take takes than that that's the their theirs them
themselves then there there's these they they'd they'll they're they've thing things think this
those though through thus to too toward towards two under until up upon us use used using usually
very want wants was wasn't way we we'd we'll we're we've well went were weren't what when where
whether which while who whom whose why will with within without won't would wouldn't yes yet you
you'd you'll you're you've your yours yourself
"""
_GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes
anders auch auf aus außer bald bei beide beiden beim bereits besonders bin bis bisher bist bitte
bzw da dabei dadurch dafür dagegen daher dahin damit danach daran darauf darin darüber darum das
dass davon dazu dein deine deinem deinen deiner dem den denen denn dennoch der deren des deshalb
dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch eben egal eher
eigentlich ein eine einem einen einer eines einfach einige einigen einiger einiges einmal er erst
es etc etwa etwas euch euer eure eurem euren eurer für fast ganz gar gegen geht genau genug gern
gerne gibt ging habe haben habt hat hatte hätte hatten hätten her hier hin hinter ich ihm ihn ihnen
ihr ihre ihrem ihren ihrer im immer in ins irgendwie ist ja jede jedem jeden jeder jedes jedoch
jetzt kann kannst kaum kein keine keinem keinen keiner könnte können könnten lassen lässt leider
machen macht mal man manche manchmal mein meine meinem meinen meiner meist meistens mich mehr mir
mit muss müssen musste müsste nach nachdem natürlich neben nein nicht nichts nie niemand noch nun
nur ob oder oft oftmals ohne per recht schon sehr sei seid sein seine seinem seinen seiner seit
selbst sich sie sind so sobald sodass sogar solche sollen sollte sollten somit sondern sonst soll
sowie statt trotz über überhaupt um und uns unser unsere unserem unseren unserer unter viel viele
vielen vieles vielleicht vom von vor wann war wäre waren wären warum was wegen weil weiter welche
welchem welchen welcher welches wenig wenige weniger wenn wer werde werden weshalb wie wieder wieso
will wir wird wo wobei wollen worden wurde würde wurden würden zu zum zur zwar zwei zwischen
"""
_SPANISH = """
a acá ahí ahora al algo alguien algún alguna algunas alguno algunos allí ante antes apenas aquel
aquella aquellas aquellos aquí así aun aún aunque bajo bastante bien cada casi como cómo con contra
cosa cosas cual cuál cuales cualquier cuando cuándo cuanto da dan de debe deben debería del demás
dentro desde después donde dónde dos durante e el él ella ellas ellos en entonces entre era eran es
esa esas ese eso esos está esta están estaba estaban estamos estar estas este esto estos estoy fin
fue fueron fuera gran ha haber había hace hacen hacer hacia han hasta hay he hemos incluso ir jamás
junto la las le les lo los luego mas más me mediante menos mi mí mientras mis misma mismas mismo
mismos mucha muchas mucho muchos muy nada nadie ni ningún ninguna ninguno no nos nosotras nosotros
nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para parece pero poca pocas poco
pocos poder por porque pues puede pueden puedo que qué quien quién quienes sea sean según ser será
si sí sido siempre siendo sin sino sobre sois solamente solo sólo somos son soy su sus suya suyo
tal también tampoco tan tanta tantas tanto tantos te tener tenemos tengo tenía tiene tienen toda
todas todavía todo todos tras tu tú tus un una unas uno unos usted ustedes va vamos van veces vez
vosotros voy y ya yo
"""
#: In lower case, folded as terms are.
STOP_WORDS = frozenset(word.casefold() for word in f"{_ENGLISH}{_GERMAN}{_SPANISH}".split())
