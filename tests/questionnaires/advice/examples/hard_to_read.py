"""Sentences of long words, as a committee writes them, and plain ones with one or two of these."""

from __future__ import annotations

BAD = {
    "en": (
        "Adequate opportunities for professional development are available to employees.",
        "The prioritisation of development activities is communicated transparently.",
        "Our deployment infrastructure facilitates rapid experimentation with new functionality.",
        "Management decisions regarding technology selection are adequately communicated.",
        "I am provided with sufficient information regarding organisational developments.",
        "Technical documentation availability positively influences my individual productivity.",
        (
            "Responsibilities for operational activities are unambiguously allocated within the "
            "organisation."
        ),
        "Environment provisioning requires minimal administrative coordination effort.",
        "The implementation of architectural modifications necessitates extensive coordination.",
        "Collaboration with adjacent departments contributes positively to project outcomes.",
        "Regulatory requirements are appropriately incorporated into development activities.",
        "Utilisation of automation capabilities is actively encouraged by management.",
        "The availability of experienced colleagues facilitates problem resolution considerably.",
        (
            "Organisational transformation initiatives demonstrate considerable "
            "interdepartmental collaboration opportunities annually."
        ),
        (
            "Administrative authorisation procedures unnecessarily complicate technological "
            "experimentation activities."
        ),
        (
            "Interdisciplinary communication capabilities accelerate organisational decision "
            "making considerably."
        ),
        (
            "Our prioritisation methodology guarantees transparent decisions regarding "
            "technological investments."
        ),
        "Inadequate environment configuration significantly deteriorates individual productivity.",
    ),
    "de": (
        (
            "Die Verfügbarkeit technischer Dokumentation beeinflusst meine individuelle "
            "Produktivität positiv."
        ),
        (
            "Verantwortlichkeiten für betriebliche Tätigkeiten sind innerhalb der Organisation "
            "eindeutig zugeordnet."
        ),
        (
            "Die Priorisierung von Entwicklungsaktivitäten wird transparent kommuniziert und "
            "nachvollziehbar dokumentiert."
        ),
        (
            "Entscheidungen der Geschäftsleitung hinsichtlich Technologieauswahl werden "
            "angemessen kommuniziert."
        ),
        (
            "Die Durchführung architektonischer Veränderungen erfordert umfangreiche "
            "Abstimmungsaktivitäten mit Nachbarabteilungen."
        ),
        (
            "Regulatorische Anforderungen werden angemessen in Entwicklungsaktivitäten "
            "berücksichtigt."
        ),
        (
            "Die Bereitstellung von Entwicklungsumgebungen erfordert minimalen administrativen "
            "Koordinationsaufwand."
        ),
        (
            "Abteilungsübergreifende Zusammenarbeit beeinflusst Projektergebnisse innerhalb "
            "unserer Organisation positiv."
        ),
        "Die Verfügbarkeit erfahrener Kolleginnen erleichtert Problemlösungen außerordentlich.",
        (
            "Informationen bezüglich organisatorischer Veränderungen werden rechtzeitig "
            "bereitgestellt."
        ),
        (
            "Genehmigungsverfahren verkomplizieren technologische Experimentiermöglichkeiten "
            "unverhältnismäßig innerhalb unserer Organisation."
        ),
        (
            "Unzureichende Umgebungskonfigurationen verringern individuelle "
            "Arbeitsproduktivität innerhalb verschiedener Entwicklungsabteilungen."
        ),
        (
            "Betriebliche Verantwortlichkeiten verschiedener Organisationseinheiten werden "
            "unternehmensübergreifend nachvollziehbar dokumentiert."
        ),
        (
            "Wissensvermittlungsmaßnahmen beschleunigen Eingliederungsprozesse unerfahrener "
            "Mitarbeitender innerhalb verschiedener Abteilungen."
        ),
        (
            "Automatisierte Verifikationsverfahren minimieren betriebliche Produktionsausfälle "
            "verschiedener Anwendungslandschaften erheblich."
        ),
    ),
    "es": (
        "Las decisiones directivas relacionadas con tecnologías se comunican adecuadamente.",
        (
            "La implementación de modificaciones arquitectónicas requiere coordinaciones "
            "administrativas extraordinarias."
        ),
        "La utilización de capacidades automatizadas recibe reconocimiento institucional.",
        "El aprovisionamiento de infraestructuras requiere mínima coordinación administrativa.",
        (
            "La colaboración interdepartamental contribuye positivamente a nuestros resultados "
            "organizacionales."
        ),
        "La infraestructura tecnológica facilita experimentaciones innovadoras independientes.",
        (
            "La disponibilidad de colaboradores experimentados facilita considerablemente la "
            "resolución de problemas."
        ),
        (
            "Las oportunidades de actualización profesional corresponden a mis necesidades "
            "individuales."
        ),
        (
            "Procedimientos administrativos extraordinariamente complicados dificultan "
            "experimentaciones tecnológicas organizacionales."
        ),
        (
            "Nuestra metodología organizacional garantiza decisiones transparentes relacionadas "
            "con inversiones tecnológicas."
        ),
        (
            "La documentación disponible comunica suficientemente interdependencias "
            "arquitectónicas entre aplicaciones."
        ),
        (
            "La comunicación institucional relacionada con prioridades organizacionales resulta "
            "suficientemente comprensible."
        ),
        (
            "Las reestructuraciones organizacionales perjudican considerablemente la "
            "colaboración interpersonal cotidiana."
        ),
        "La información relativa a transformaciones organizacionales se distribuye oportunamente.",
        (
            "La digitalización de procedimientos administrativos facilita considerablemente mi "
            "productividad individual."
        ),
    ),
}
GOOD = {
    "en": (
        "The documentation of our architecture tells me where to change something.",
        "My organisation gives me time to learn about new technology.",
        "I know who is responsible for the infrastructure that we use.",
        "Automated tests find a mistake before it gets to production.",
        "Configuration of my environment takes less than a day.",
        "It takes me a day to get an authorisation for a new service.",
        "In our organisation, information about incidents is easy to find.",
        "I have the opportunity to learn something new in most weeks.",
        "Collaboration with operations is easy for my team.",
        "Communication between teams costs me less than an hour a day.",
        "The administration of my computer is in my own hands.",
        "Our retrospectives change something in the way that we work.",
        "I understand the prioritisation of the tasks in my team.",
        "Continuous integration tells me within minutes whether it works.",
        "Unnecessary notifications break up my day.",
    ),
    "de": (
        "Die Dokumentation unserer Architektur sagt mir, wo ich etwas ändern kann.",
        "Ich weiß, wer für die Infrastruktur zuständig ist, die wir benutzen.",
        "Automatische Tests finden einen Fehler, bevor er in Produktion geht.",
        "Meine Entwicklungsumgebung ist an einem Tag eingerichtet.",
        "Eine Genehmigung für einen neuen Dienst bekomme ich in einer Woche.",
        "Informationen über Ausfälle finde ich in wenigen Minuten.",
        "Die Zusammenarbeit mit dem Betrieb fällt meinem Team leicht.",
        "Die Verwaltung meines Rechners liegt in meiner Hand.",
        "Unsere Rückblicke ändern etwas daran, wie wir arbeiten.",
        "Ich verstehe, nach welchen Prioritäten mein Team seine Arbeit plant.",
        "Überflüssige Benachrichtigungen zerteilen mir an den meisten Tagen die Zeit.",
        "Für Weiterbildung habe ich in den meisten Wochen etwas Zeit.",
        "Die Entscheidungen der Geschäftsleitung werden uns in der Woche erklärt.",
        "Auslieferungen am Wochenende sind in meinem Team die Ausnahme.",
        "Bei einer Umstrukturierung erfahre ich früh, was sich für mich ändert.",
    ),
    "es": (
        "La documentación de nuestra arquitectura me dice dónde cambiar algo.",
        "Sé quién se ocupa de la infraestructura que usamos en el equipo.",
        "Las pruebas automatizadas encuentran un fallo antes de que llegue a producción.",
        "La configuración de mi entorno lleva menos de un día.",
        "Me dan una autorización para un servicio nuevo en una semana.",
        "La información sobre los incidentes es fácil de encontrar.",
        "La colaboración con operaciones es fácil para mi equipo.",
        "La comunicación entre equipos me lleva menos de una hora al día.",
        "La administración de mi ordenador está en mis manos.",
        "Nuestras retrospectivas cambian algo en la forma de trabajar.",
        "Entiendo las prioridades con las que mi equipo planifica el trabajo.",
        "La integración continua me dice en minutos si algo va mal.",
        "Las notificaciones innecesarias me parten el día en trozos.",
        "Mi organización me da tiempo para aprender tecnologías nuevas.",
        "En una reorganización sé pronto qué cambia para mí.",
    ),
}
