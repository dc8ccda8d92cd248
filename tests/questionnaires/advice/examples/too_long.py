"""Questions that run on, and long ones that end in time: 20 to 25 words."""

from __future__ import annotations

BAD = {
    "en": (
        (
            "When I have changed something in a service that my team is responsible for, I hear "
            "within a reasonable time whether the change that I made works for the people who "
            "use it."
        ),
        (
            "Thinking about the last three months and about the service that you worked on most "
            "during that time, how often did something that you released have to be repaired?"
        ),
        (
            "Please think of the last time you asked another team for help with a system that "
            "they own: how long did it take until you had an answer that let you go on?"
        ),
        (
            "The tools that I am given for writing, building, testing, reviewing and releasing "
            "code fit together so that I can go from one to the next without entering the same "
            "thing again."
        ),
        (
            "If you compare the way in which your team plans its work today with the way it did "
            "a year ago, would you say that plans hold for longer than they used to?"
        ),
        (
            "On a normal working day, leaving aside days on which you are on call, how many "
            "hours do you have for work that needs your full attention without a break?"
        ),
        (
            "In our company, a person who finds out that something has gone wrong with a "
            "service can say so in front of others and does not have to fear what will happen "
            "next."
        ),
        (
            "To what extent do you feel that the time you spend in meetings (stand-ups, "
            "planning, retrospectives, reviews of designs and others) helps you to do the work "
            "that you are there for?"
        ),
        (
            "I would say that the people who decide what my team is going to work on next "
            "quarter know well enough what the people who use our product need from it."
        ),
        (
            "When a build fails on the main branch, the message that I get tells me in words "
            "that I can follow what has gone wrong and where I should begin to look."
        ),
        (
            "Before I started to work on my first task, I had been given the accounts, the "
            "rights and the hardware that I needed, and somebody had shown me how to run our "
            "code."
        ),
        (
            "How satisfied are you with the help that you get from the platform team when you "
            "ask them in their channel, by a ticket, or at one of their weekly hours for "
            "questions?"
        ),
        (
            "Considering the number of alerts that you were sent during your last week on call, "
            "how many of them were about something that you had to act on before the next "
            "morning?"
        ),
        (
            "The code reviews that I get from my team come early enough for me to still "
            "remember what I was thinking when I wrote the change that is being looked at."
        ),
        (
            "As somebody who writes code for a living, I find that the assistant we were given "
            "last year saves me more time than I need to check and correct what it writes."
        ),
    ),
    "de": (
        (
            "Wenn ich etwas an einem Dienst geändert habe, für den mein Team zuständig ist, "
            "erfahre ich innerhalb einer Zeit, die mir genügt, ob das auch für die Leute geht, "
            "die ihn benutzen."
        ),
        (
            "Wenn du an die letzten drei Monate denkst und an den Dienst, an dem du am meisten "
            "gearbeitet hast, wie oft musste dann etwas repariert werden, das du ausgeliefert "
            "hast?"
        ),
        (
            "Denk bitte an das letzte Mal, als du ein anderes Team um Hilfe gebeten hast: Wie "
            "lange hat es gedauert, bis du eine Antwort hattest, mit der du weiterarbeiten "
            "konntest?"
        ),
        (
            "Die Werkzeuge, die ich zum Schreiben, Bauen, Testen und Ausliefern von Code "
            "bekomme, passen so zusammen, dass ich vom einen zum nächsten gehen kann, ohne "
            "etwas noch einmal einzugeben."
        ),
        (
            "Wenn du vergleichst, wie dein Team heute plant und wie es vor einem Jahr geplant "
            "hat, würdest du sagen, dass Pläne heute länger halten als damals?"
        ),
        (
            "Wie viele Stunden hast du an einem gewöhnlichen Arbeitstag, an dem du keine "
            "Rufbereitschaft hast, für Arbeit, bei der du dich am Stück konzentrieren musst und "
            "auch kannst?"
        ),
        (
            "Wer bei uns merkt, dass mit einem Dienst etwas schiefgegangen ist, kann das vor "
            "anderen sagen und muss sich davor hüten, sich Gedanken zu machen, was danach "
            "kommt."
        ),
        (
            "Wie sehr hilft dir die Zeit, die du in Besprechungen verbringst (am Morgen, bei "
            "der Planung, beim Rückblick, bei Entwürfen und anderen), bei der Arbeit, für die "
            "du da bist?"
        ),
        (
            "Ich würde sagen, dass die Leute, die entscheiden, woran mein Team im nächsten "
            "Quartal arbeitet, gut genug wissen, was die Leute brauchen, die unser Produkt "
            "benutzen."
        ),
        (
            "Wenn ein Build auf dem Hauptzweig fehlschlägt, sagt mir die Meldung in Worten, "
            "denen ich folgen kann, was schiefgegangen ist und wo ich mit dem Suchen anfangen "
            "soll."
        ),
        (
            "Bevor ich mit meiner ersten Aufgabe angefangen habe, hatte ich die Konten, die "
            "Rechte und die Geräte, die ich brauchte, und jemand hatte mir gezeigt, wie unser "
            "Code läuft."
        ),
        (
            "Wie zufrieden bist du mit der Hilfe, die du vom Plattformteam bekommst, wenn du es "
            "in seinem Kanal, mit einem Ticket oder in der wöchentlichen Stunde für Fragen um "
            "Rat fragst?"
        ),
        (
            "Wie viele der Alarme, die du in deiner letzten Woche mit Rufbereitschaft bekommen "
            "hast, hatten mit etwas zu tun, um das du dich noch vor dem nächsten Morgen kümmern "
            "musstest?"
        ),
        (
            "Die Reviews, die ich von meinem Team bekomme, kommen so früh, dass ich noch weiß, "
            "was ich gedacht habe, als ich die Änderung geschrieben habe, um die es darin geht."
        ),
        (
            "Als jemand, der beruflich Code schreibt, finde ich, dass der Assistent, den wir im "
            "letzten Jahr bekommen haben, mir mehr Zeit spart, als ich zum Prüfen brauche."
        ),
    ),
    "es": (
        (
            "Cuando he cambiado algo en un servicio del que se ocupa mi equipo, sé en un tiempo "
            "razonable si el cambio que he hecho funciona bien para las personas que lo usan a "
            "diario."
        ),
        (
            "Pensando en los últimos tres meses y en el servicio en el que más trabajaste en "
            "ese tiempo, ¿con qué frecuencia hubo que reparar algo que habías publicado?"
        ),
        (
            "Piensa en la última vez que pediste ayuda a otro equipo con un sistema suyo: "
            "¿cuánto tardó en llegar una respuesta con la que pudieras seguir con tu trabajo?"
        ),
        (
            "Las herramientas que me dan para escribir, construir, probar, revisar y publicar "
            "código encajan de forma que puedo pasar de una a otra sin tener que escribir lo "
            "mismo otra vez."
        ),
        (
            "Si comparas la forma en que tu equipo planifica hoy su trabajo con la de hace un "
            "año, ¿dirías que los planes duran más tiempo que antes?"
        ),
        (
            "En un día normal de trabajo, dejando aparte los días de guardia, ¿cuántas horas "
            "tienes para el trabajo que pide toda tu atención sin que te corten?"
        ),
        (
            "En nuestra empresa, quien descubre que algo ha salido mal en un servicio puede "
            "decirlo delante de los demás sin tener que pensar en lo que le va a pasar después."
        ),
        (
            "¿Hasta qué punto el tiempo que pasas en reuniones (las diarias, las de "
            "planificación, las de diseño y las demás) te ayuda a hacer el trabajo por el que "
            "estás aquí?"
        ),
        (
            "Diría que quienes deciden en qué va a trabajar mi equipo el próximo trimestre "
            "saben bastante bien lo que necesitan de nuestro producto las personas que lo usan."
        ),
        (
            "Cuando falla un build en la rama principal, el mensaje que recibo me dice con "
            "palabras que puedo seguir qué ha salido mal y por dónde tengo que empezar a "
            "buscar."
        ),
        (
            "Antes de empezar con mi primera tarea ya tenía las cuentas, los permisos y el "
            "equipo que me hacían falta, y alguien me había enseñado a ejecutar nuestro código "
            "en mi máquina."
        ),
        (
            "¿Estás a gusto con la ayuda que te da el equipo de plataforma cuando le preguntas "
            "en su canal, con un tique o en su hora semanal para preguntas de los demás "
            "equipos?"
        ),
        (
            "De las alertas que te llegaron durante tu última semana de guardia, ¿cuántas eran "
            "de algo de lo que tenías que ocuparte antes de la mañana del día siguiente?"
        ),
        (
            "Las revisiones que recibo de mi equipo llegan a tiempo para que todavía me acuerde "
            "de lo que pensaba cuando escribí el cambio que se está mirando."
        ),
        (
            "Como persona que vive de escribir código, veo que el asistente que nos dieron el "
            "año pasado me ahorra más tiempo del que necesito para revisar lo que escribe."
        ),
    ),
}
GOOD = {
    "en": (
        (
            "When I change a service that my team owns, I soon hear whether the change works "
            "for the people who use it."
        ),
        (
            "In the last three months, how often did something that you released have to be "
            "repaired within a week of its release?"
        ),
        (
            "The last time you asked another team for help, how long did it take until you "
            "could go on with your work?"
        ),
        (
            "The tools for building, testing and releasing fit together, so that I enter the "
            "same thing only once on the way."
        ),
        (
            "Compared with a year ago, do the plans that your team makes hold for a shorter or "
            "a longer time than they did?"
        ),
        (
            "On a day on which you are off call, how many hours do you have for work that needs "
            "your full attention?"
        ),
        (
            "A person who finds out that something went wrong with a service can say so here in "
            "front of other people."
        ),
        (
            "Out of the hours that you spent in meetings last week, how many helped you to get "
            "on with your own work?"
        ),
        (
            "The people who decide what my team works on know well enough what those who use "
            "our product need from it."
        ),
        (
            "When a build fails on the main branch, its message tells me what has gone wrong "
            "and where I begin to look."
        ),
        (
            "On my first day I had the accounts, rights and hardware that I needed in order to "
            "run our code on my machine."
        ),
        (
            "How satisfied are you with the help that you get from the platform team when you "
            "ask it a question in its channel?"
        ),
        (
            "Out of 10 alerts in your last week on call, how many did you have to act on before "
            "the next morning came?"
        ),
        (
            "Reviews of my changes come so early that I still know what I was thinking when I "
            "wrote the lines in question."
        ),
        (
            "The assistant that we were given last year saves me more time than I need to check "
            "and correct what it writes for me."
        ),
    ),
    "de": (
        (
            "Wenn ich einen Dienst ändere, für den mein Team zuständig ist, erfahre ich bald, "
            "ob er für seine Nutzer noch geht."
        ),
        (
            "Wie oft musste in den letzten drei Monaten etwas repariert werden, das du "
            "höchstens eine Woche vorher ausgeliefert hattest, an welchem Dienst auch?"
        ),
        (
            "Wie lange hat es gedauert, bis du weiterarbeiten konntest, als du das letzte Mal "
            "ein anderes Team um Hilfe gebeten hast?"
        ),
        (
            "Die Werkzeuge zum Bauen, Testen und Ausliefern passen so zusammen, dass ich auf "
            "dem Weg alles nur einmal eingeben muss."
        ),
        (
            "Halten die Pläne, die dein Team macht, heute länger oder kürzer als die Pläne, die "
            "es vor einem Jahr gemacht hat?"
        ),
        (
            "Wie viele Stunden hast du an einem Tag ohne Rufbereitschaft für Arbeit, bei der du "
            "dich am Stück konzentrieren musst?"
        ),
        (
            "Wer bei uns merkt, dass mit einem Dienst etwas schiefgegangen ist, kann es den "
            "anderen sagen und bekommt bald Hilfe."
        ),
        (
            "Wie viele der Stunden, die du letzte Woche in Besprechungen warst, haben dir bei "
            "der Arbeit an deinen Aufgaben geholfen?"
        ),
        (
            "Die Leute, die entscheiden, woran mein Team arbeitet, wissen gut genug, was andere "
            "von unserem Produkt brauchen."
        ),
        (
            "Wenn ein Build auf dem Hauptzweig fehlschlägt, sagt mir die Meldung, was los ist "
            "und wo ich zu suchen anfange."
        ),
        (
            "An meinem ersten Tag hatte ich die Konten, Rechte und Geräte, die ich brauchte, um "
            "unseren Code bei mir zu starten."
        ),
        (
            "Wie zufrieden bist du mit der Hilfe des Plattformteams, wenn du ihm in seinem "
            "Kanal eine Frage zu deiner Arbeit stellst?"
        ),
        (
            "Um wie viele von 10 Alarmen in deiner letzten Woche mit Rufbereitschaft musstest "
            "du dich vor dem nächsten Morgen kümmern?"
        ),
        (
            "Reviews meiner Änderungen kommen so früh, dass ich noch weiß, was ich gedacht "
            "habe, als ich die Zeilen geschrieben habe."
        ),
        (
            "Der Assistent, den wir im letzten Jahr bekommen haben, spart mir mehr Zeit, als "
            "ich zum Prüfen seiner Vorschläge brauche."
        ),
    ),
    "es": (
        (
            "Cuando cambio un servicio del que se ocupa mi equipo, pronto sé si el cambio "
            "funciona para quienes lo usan."
        ),
        (
            "En los últimos tres meses, ¿con qué frecuencia hubo que reparar algo que habías "
            "publicado una semana antes como mucho?"
        ),
        (
            "La última vez que pediste ayuda a otro equipo, ¿cuánto tardaste en poder seguir "
            "con lo que estabas haciendo?"
        ),
        (
            "Las herramientas para construir, probar y publicar encajan de modo que por el "
            "camino escribo lo mismo una sola vez."
        ),
        (
            "¿Los planes que hace tu equipo duran hoy más o menos tiempo que los que hacía hace "
            "un año?"
        ),
        (
            "En un día sin guardia, ¿cuántas horas tienes para el trabajo que te pide toda la "
            "atención de una sola vez?"
        ),
        (
            "Quien descubre que algo ha salido mal en un servicio puede decirlo aquí delante de "
            "las demás personas del equipo."
        ),
        (
            "De las horas que pasaste en reuniones la semana pasada, ¿cuántas te ayudaron a "
            "avanzar con tus propias tareas?"
        ),
        (
            "Quienes deciden en qué trabaja mi equipo saben bastante bien lo que otros "
            "necesitan de nuestro producto cada día."
        ),
        (
            "Cuando falla un build en la rama principal, el mensaje me dice qué ha pasado y por "
            "dónde empiezo a buscar."
        ),
        (
            "El primer día tenía las cuentas, los permisos y el equipo necesarios para ejecutar "
            "nuestro código en mi máquina."
        ),
        (
            "¿Estás a gusto con la ayuda del equipo de plataforma cuando le haces una pregunta "
            "sobre tu trabajo en su canal?"
        ),
        (
            "De 10 alertas en tu última semana de guardia, ¿de cuántas tuviste que ocuparte "
            "antes de la mañana siguiente?"
        ),
        (
            "Las revisiones de mis cambios llegan tan pronto que aún recuerdo lo que pensaba "
            "cuando escribí esas líneas."
        ),
        (
            "El asistente que nos dieron el año pasado me ahorra más tiempo del que necesito "
            "para revisar lo que escribe."
        ),
    ),
}
