"""Questions by rule and language: those that deserve the advice, and those that must not get it.

The good ones are near misses: they hold the words that a rule looks for, where these mean no harm.
"""

from __future__ import annotations

from questionnaires.advice.values import Rule

Examples = dict[str, tuple[str, ...]]

BAD: dict[Rule, Examples] = {
    Rule.DOUBLE_BARRELLED: {
        "en": (
            "Builds are fast and reliable.",
            "Our documentation is complete and up to date.",
            "I get timely and useful feedback.",
            "How satisfied are you with the speed and quality of reviews?",
            "How satisfied are you with your pay and benefits?",
            "My manager and my colleagues listen to me.",
            "I like my work and feel valued.",
            "I can deploy quickly and safely.",
            "The tests are stable and I trust them.",
            "Management and colleagues respect my time.",
            "My work leaves me tired or frustrated.",
            "Our tools are modern and they help me.",
            "I know what to do and have what I need.",
            "Reviews are helpful but slow.",
            "Our code is readable, maintainable and testable.",
            "I can change and/or replace the tools that I use.",
            "Meetings are short as well as useful.",
            "Incidents are handled calmly and openly.",
        ),
        "de": (
            "Builds sind schnell und zuverlässig.",
            "Unsere Dokumentation ist vollständig und aktuell.",
            "Ich mag meine Arbeit und fühle mich wertgeschätzt.",
            "Meine Führungskraft und meine Kolleginnen hören mir zu.",
            "Wie zufrieden bist du mit Gehalt und Sozialleistungen?",
            "Die Tests laufen stabil und ich vertraue ihnen.",
            "Ich bekomme hilfreiche und rechtzeitige Rückmeldungen.",
            "Unsere Werkzeuge sind sowohl modern als auch schnell.",
        ),
        "es": (
            "Los builds son rápidos y fiables.",
            "Nuestra documentación está completa y actualizada.",
            "Me gusta mi trabajo y me siento valorado.",
            "Mi responsable y mis compañeros me escuchan.",
            "¿Estás a gusto con el sueldo y los beneficios?",
            "Las pruebas son estables y confío en ellas.",
            "Recibo comentarios útiles y rápidos.",
            "Puedo desplegar fácilmente y rápidamente.",
        ),
    },
    Rule.LEADING: {
        "en": (
            "Do you agree that our builds are too slow?",
            "Don't you think that reviews take too long?",
            "How bad is the documentation?",
            "How annoying are our meetings?",
            "Of course I want better tools.",
            "As everyone knows, flaky tests cost time.",
            "Most developers agree that on-call work is hard.",
            "Our platform is world-class.",
            "The deployment process is a nightmare.",
            "Isn't it time to replace the build server?",
            "You like the new platform, right?",
            "Research shows that small batches help. Do you work in small batches?",
            "How much better is the new pipeline?",
            "My manager is excellent.",
            "How slow are the tests?",
            "Obviously, the old tools get in the way.",
            "The change approval board is bureaucratic.",
            "How great is it to work here?",
        ),
        "de": (
            "Stimmst du zu, dass unsere Builds zu langsam sind?",
            "Findest du nicht auch, dass Reviews zu lange dauern?",
            "Wie schlecht ist die Dokumentation?",
            "Natürlich wünsche ich mir bessere Werkzeuge.",
            "Unsere Auslieferung ist eine Katastrophe.",
            "Du magst die neue Plattform, oder?",
            "Studien zeigen, dass kleine Schritte helfen. Arbeitest du so?",
        ),
        "es": (
            "¿Estás de acuerdo en que los builds son demasiado lentos?",
            "¿No crees que las revisiones tardan demasiado?",
            "Por supuesto quiero mejores herramientas.",
            "Nuestra plataforma es excelente.",
            "El proceso de despliegue es una pesadilla.",
            "Te gusta la nueva plataforma, ¿verdad?",
            "¿Cómo de mala es la documentación?",
        ),
    },
    Rule.NEGATION: {
        "en": (
            "I do not trust the tests.",
            "I don't know whom to ask.",
            "The documentation is not up to date.",
            "I cannot try out a change on my own.",
            "There is no time for learning.",
            "I can't release when I want to.",
            "My team hardly talks to its users.",
            "Neither the tests nor the builds are slow.",
            "Our services aren't monitored.",
            "I no longer enjoy my work.",
            "The goals of my team are not clear.",
            "I have no say in the tools I use.",
            "Reviews won't start without a reminder.",
            "I can barely keep up with the changes.",
            "Our alerts do not wake people for small things.",
            "The team lacks a common goal.",
        ),
        "de": (
            "Ich vertraue den Tests nicht.",
            "Ich habe keine Zeit zum Lernen.",
            "Die Ziele meines Teams sind nicht klar.",
            "Mein Team spricht kaum mit seinen Nutzern.",
            "Weder die Tests noch die Builds sind langsam.",
            "Ich kann nicht ausliefern, wenn ich es will.",
        ),
        "es": (
            "No confío en las pruebas.",
            "No tengo tiempo para aprender.",
            "Los objetivos de mi equipo no están claros.",
            "Mi equipo apenas habla con sus usuarios.",
            "Aquí no se escucha a quien avisa.",
            "Las alertas no despiertan a la gente.",
        ),
    },
    Rule.JARGON: {
        "en": (
            "We leverage our tools well.",
            "There are synergies between our teams.",
            "My team takes a holistic view of quality.",
            "We follow best practices.",
            "I have the bandwidth for new work.",
            "Our value stream is clear to me.",
            "I get actionable feedback.",
            "We utilize automated tests.",
            "Our OKRs help me decide.",
            "The process for approvals is streamlined.",
            "I am empowered to choose my tools.",
            "My cognitive load is low.",
            "There is psychological safety in my team.",
            "Our MTTR is low.",
            "The developer experience is frictionless.",
            "I reach a flow state on most days.",
            "We work in a cross-functional way.",
        ),
        "de": (
            "Zwischen unseren Teams gibt es Synergien.",
            "Wir sehen Qualität ganzheitlich.",
            "Unsere Arbeit schafft Mehrwert.",
            "Meine kognitive Last ist gering.",
            "Unsere OKRs helfen mir beim Entscheiden.",
            "Wir teilen unsere Learnings.",
            "Wir arbeiten proaktiv.",
        ),
        "es": (
            "Hay sinergias entre nuestros equipos.",
            "Vemos la calidad de forma holística.",
            "Me siento empoderado para elegir herramientas.",
            "Seguimos las mejores prácticas.",
            "Mi carga cognitiva es baja.",
            "Nuestros OKR ayudan a decidir.",
            "Trabajamos de forma proactiva.",
        ),
    },
    Rule.ABSOLUTE: {
        "en": (
            "I always know what to do next.",
            "Builds never fail here.",
            "All tests pass.",
            "Every review helps me.",
            "Everyone in my team knows the goals.",
            "Nobody interrupts me.",
            "I completely trust the tests.",
            "Our documentation is absolutely clear.",
            "It is impossible to deploy on a Friday.",
            "I am constantly interrupted.",
            "Nothing stands in the way of a release.",
            "The tests cover 100 % of the code.",
            "I can reach an expert at all times.",
            "My work is totally predictable.",
            "Everybody here shares what they know.",
            "No one reads the documentation.",
        ),
        "de": (
            "Ich weiß immer, was als Nächstes zu tun ist.",
            "Builds schlagen nie fehl.",
            "Alle Tests bestehen.",
            "Jedes Review hilft mir.",
            "Niemand unterbricht mich.",
            "Ich vertraue den Tests völlig.",
            "Ich werde ständig unterbrochen.",
        ),
        "es": (
            "Siempre sé qué hacer después.",
            "Los builds nunca fallan.",
            "Todos los despliegues salen bien.",
            "Cada revisión me ayuda.",
            "Nadie me interrumpe.",
            "Confío totalmente en las pruebas.",
            "Me interrumpen constantemente.",
        ),
    },
}  # fmt: skip

GOOD: dict[Rule, Examples] = {
    Rule.DOUBLE_BARRELLED: {
        "en": (
            "Builds and tests are fast.",
            "Our code and its documentation agree.",
            "I find the answers that I need.",
            "How often do you read and write documentation?",
            "When the tests pass, I trust the change.",
            "Trial and error is part of my day.",
            "My team and I decide what to build.",
            "Development and operations work as one team.",
            "What works well here and should be kept?",
            "Out of 100 deployments, how many fail and need a repair?",
            "I see how design, code and tests fit together.",
            "My environment is up and running within a day.",
            "Between my team and your team, who decides?",
            "I know whether or not a change works.",
            "How many alerts or calls did you get last week?",
            "How many hours a week do you spend on planning and meetings?",
            "The pros and cons of a design are written down.",
            "How many hours a week do you spend on training and support?",
            "How often do you meet management and customers?",
            "I have access to the data and the tools that I need.",
            "Logs and metrics tell me what a service does.",
            "I spend too much time on support and maintenance.",
        ),
        "de": (
            "Builds und Tests sind schnell.",
            "Kolleginnen und Kollegen helfen mir.",
            "Ab und zu habe ich Zeit zum Lernen.",
            "Was läuft hier gut und sollte bleiben?",
            "Entwicklung und Betrieb arbeiten als ein Team.",
            "Wie viele Auslieferungen schlagen fehl und müssen repariert werden?",
            "Wie oft wirst du nachts oder am Wochenende gerufen?",
        ),
        "es": (
            "Los builds y las pruebas son rápidos.",
            "Compañeros y compañeras me ayudan.",
            "De vez en cuando tengo tiempo para aprender.",
            "¿Qué funciona bien aquí y deberíamos conservar?",
            "Desarrollo y operaciones trabajan como un equipo.",
            "¿Cuántos despliegues fallan y se deben reparar?",
            "¿Con qué frecuencia te llaman de noche o en fin de semana?",
        ),
    },
    Rule.LEADING: {
        "en": (
            "How easy or hard is it to release a change?",
            "How satisfied are you with code reviews?",
            "How often do tests fail without a reason?",
            "How likely is it that you would advise a friend to work here?",
            "I like working here.",
            "My team clears obstacles soon.",
            "How fast or slow are the builds?",
            "It is clear to me what my team wants to reach.",
            "Most people in my team are on call.",
            "How many hours do you lose to waiting?",
            "I am content with the tools that I work with.",
            "What should be fixed first?",
            "The code that I work with is easy to change.",
            "Did you use an AI assistant in the last month?",
            "How do builds compare with last month?",
            "I agree with my team on how to test.",
        ),
        "de": (
            "Wie leicht oder schwer ist es, eine Änderung auszuliefern?",
            "Wie zufrieden bist du mit Reviews?",
            "Ich arbeite gern hier.",
            "Wie oft schlagen Tests ohne Grund fehl?",
            "An den meisten Tagen habe ich Zeit.",
            "Wie schnell oder langsam sind die Builds?",
        ),
        "es": (
            "¿Cómo de fácil o difícil es publicar un cambio?",
            "¿Estás a gusto con las revisiones?",
            "Me gusta trabajar aquí.",
            "¿Con qué frecuencia fallan las pruebas sin motivo?",
            "La mayoría de los días tengo tiempo.",
            "Tengo claro qué quiere lograr mi equipo.",
        ),
    },
    Rule.NEGATION: {
        "en": (
            "I trust the tests.",
            "I can change a service without waiting for others.",
            "Unplanned requests break up my day.",
            "I know whom to ask.",
            "I can say no to a request.",
            "A release takes no more than an hour.",
            "I know whether or not a change works.",
            "Our deployments cause little trouble.",
            "Notes of decisions are easy to find.",
            "I put off releases because they tend to go wrong.",
            "I have become indifferent to my work.",
            "Something in the build stops me on most days.",
            "Our deployments go by without stress.",
            "I note what I learn from an incident.",
            "Nothing in my day is planned.",
            "Another team has to approve our changes.",
        ),
        "de": (
            "Ich vertraue den Tests.",
            "Ich kann einen Dienst ändern, ohne auf andere zu warten.",
            "Ungeplante Anfragen zerteilen meinen Tag.",
            "Ich kann zu einer Anfrage nein sagen.",
            "Meine Arbeit ist mir gleichgültig geworden.",
            "Notizen zu Entscheidungen sind leicht zu finden.",
        ),
        "es": (
            "Confío en las pruebas.",
            "Puedo cambiar un servicio sin esperar a otros.",
            "Las peticiones imprevistas me fragmentan el día.",
            "¿Cuántas horas dedicas a trabajo no planificado?",
            "Puedo decir que no a una petición.",
            "Mi trabajo ha llegado a serme indiferente.",
        ),
    },
    Rule.JARGON: {
        "en": (
            "I can release a change whenever I decide to.",
            "The CI tells me soon whether a build works.",
            "Our API is easy to use.",
            "I use an AI assistant for code.",
            "My IDE knows our code.",
            "We use SQL and HTML.",
            "I know the practices of my team.",
            "I have the time for new work.",
            "What I build is worth something to users.",
            "We use automated tests.",
            "Our goals for the quarter help me decide.",
            "I may choose my tools.",
            "I have to keep too many things in mind.",
            "People who bring bad news are treated well here.",
            "Services recover soon after a failure.",
            "I can concentrate on most days.",
        ),
        "de": (
            "Ich kann ausliefern, wann ich will.",
            "Die CI sagt mir bald, ob ein Build geht.",
            "Unsere API ist leicht zu benutzen.",
            "Ich darf meine Werkzeuge wählen.",
            "Ich muss mir zu viel merken.",
            "Wir teilen, was wir gelernt haben.",
        ),
        "es": (
            "Puedo publicar cuando quiero.",
            "La CI me dice pronto si un build funciona.",
            "Nuestra API es fácil de usar.",
            "Puedo elegir mis herramientas.",
            "Tengo que recordar demasiadas cosas.",
            "Compartimos lo que hemos aprendido.",
        ),
    },
    Rule.ABSOLUTE: {
        "en": (
            "All in all, I like working here.",
            "My team merges its work every day.",
            "I know on most days what to do next.",
            "Builds rarely fail.",
            "How often do builds fail?",
            "Do flaky tests bother you at all?",
            "After all that changed, is it easier to deploy?",
            "I almost always find an expert.",
            "I am hardly ever interrupted.",
            "We plan every two weeks.",
            "My team learns from most incidents.",
            "I can reach an expert when I need one.",
            "First of all, the tests have to be fast.",
            "Nearly all alerts matter.",
            "I find what I need in the documentation.",
            "Every sprint, we look at what went wrong.",
        ),
        "de": (
            "Alles in allem arbeite ich gern hier.",
            "Mein Team integriert seine Arbeit jeden Tag.",
            "Ich kann ausliefern, wann immer ich es will.",
            "Das Warten kostet vor allem Zeit.",
            "Das System ist immer noch langsam.",
            "Fast alle Alarme sind wichtig.",
        ),
        "es": (
            "Mi equipo integra su trabajo todos los días.",
            "Casi siempre encuentro a quien sabe.",
            "Sobre todo pierdo tiempo esperando.",
            "Puedo publicar sin desplegar nada más.",
            "De cada 100 despliegues, ¿cuántos fallan?",
            "Nos reunimos cada dos semanas.",
        ),
    },
}  # fmt: skip

#: Too long, by language: a sentence is made too long or just short enough by its number of words.
LONG_BAD: Examples = {
    "en": (
        (
            "When I have changed something in a service that my team is responsible for, I hear "
            "within a reasonable time whether the change that I made works for the people who use "
            "it."
        ),
        (
            "Thinking about the last three months and about the service that you worked on most "
            "during that time, how often did something that you released have to be repaired?"
        ),
    ),
    "de": (
        (
            "Wenn ich etwas an einem Dienst geändert habe, für den mein Team zuständig ist, "
            "erfahre ich innerhalb einer Zeit, die mir genügt, ob das auch für die Leute geht, "
            "die ihn benutzen."
        ),
    ),
    "es": (
        (
            "Cuando he cambiado algo en un servicio del que se ocupa mi equipo, sé en un tiempo "
            "razonable si el cambio que he hecho funciona bien para las personas que lo usan a "
            "diario."
        ),
    ),
}
HARD_BAD: Examples = {
    "en": (
        (
            "Organisational transformation initiatives demonstrate considerable interdepartmental "
            "collaboration opportunities annually."
        ),
        (
            "Architectural documentation comprehensively facilitates infrastructural modification "
            "activities annually."
        ),
        (
            "Interdisciplinary communication capabilities accelerate organisational decision "
            "making considerably."
        ),
        (
            "Administrative authorisation procedures unnecessarily complicate technological "
            "experimentation activities."
        ),
        (
            "Continuous infrastructural deterioration necessitates disproportionately extensive "
            "preventative maintenance."
        ),
    ),
    "de": (
        (
            "Organisationsübergreifende Zusammenarbeitsmöglichkeiten beschleunigen "
            "Entscheidungsfindungsprozesse innerhalb unterschiedlicher Unternehmensbereiche "
            "erheblich."
        ),
        (
            "Genehmigungsverfahren verkomplizieren technologische Experimentiermöglichkeiten "
            "unverhältnismäßig innerhalb unserer Organisation."
        ),
        (
            "Kontinuierliche Infrastrukturverschlechterungen erfordern unverhältnismäßige "
            "Instandhaltungsmaßnahmen verschiedener beteiligter Abteilungen."
        ),
        (
            "Dokumentationsverpflichtungen beeinträchtigen Entwicklungsgeschwindigkeiten "
            "verschiedener Produktentwicklungsabteilungen regelmäßig außerordentlich stark."
        ),
        (
            "Interdisziplinäre Kommunikationskompetenzen ermöglichen nachvollziehbare "
            "Architekturentscheidungen innerhalb verschiedener Organisationseinheiten."
        ),
    ),
    "es": (
        (
            "Oportunidades organizacionales interdepartamentales favorecen considerablemente "
            "procedimientos administrativos institucionales especializados."
        ),
        (
            "Procedimientos administrativos extraordinariamente complicados dificultan "
            "experimentaciones tecnológicas organizacionales."
        ),
        (
            "Comunicaciones interdisciplinarias institucionales aceleran considerablemente "
            "decisiones organizacionales estratégicas."
        ),
        (
            "Deterioros infraestructurales continuados necesitan mantenimientos preventivos "
            "desproporcionadamente especializados."
        ),
        (
            "Responsabilidades documentales institucionales obstaculizan considerablemente "
            "desarrollos tecnológicos organizacionales."
        ),
    ),
}
