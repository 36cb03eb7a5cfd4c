import type { englishForm as en } from '../en/form.ts';

/** The texts of Homebridge's settings form, in French. */
export const frenchForm: typeof en = {
  about:
    'Lit un compteur Linky par sa sortie TIC et l’affiche dans l’app Maison. InfluxDB n’est utilisé que si vous donnez son adresse.',
  fields: {
    name: { title: 'Nom dans le journal de Homebridge' },
    language: {
      title: 'Langue',
      description: 'Pour les noms des accessoires et les messages du journal de Homebridge.',
      options: { fr: 'Français', en: 'English' },
    },
    meters: { title: 'Compteurs', button: 'Ajouter un compteur' },
    'meters[]': { title: 'Compteur' },
    'meters[].name': {
      title: 'Nom',
      description:
        'Le nom des accessoires, et du compteur dans InfluxDB : un compteur renommé est un nouveau compteur. Des lettres et des chiffres, pas d’émoji.',
    },
    'meters[].port': {
      title: 'Port',
      description:
        'Le port série, de préférence sous son nom de /dev/serial/by-id, qui ne change jamais ; tcp://adresse:port pour une passerelle réseau ; ou demo, demo:historique, demo:standard pour une maison simulée.',
    },
    'meters[].mode': {
      title: 'Mode du compteur',
      options: { auto: 'Détection automatique', historique: 'Historique', standard: 'Standard' },
    },
    'meters[].baudRate': {
      title: 'Vitesse du port série',
      description:
        'Pour un port série seulement. Certains adaptateurs, comme ceux d’ADTEK, transmettent le mode historique à 9600 bauds.',
      options: { auto: 'Détection automatique', 1200: '1200 bauds', 9600: '9600 bauds' },
    },
    'meters[].tiles': { title: 'Tuiles dans l’app Maison' },
    'meters[].tiles[]': {
      options: {
        power: 'Puissance (VA)',
        current: 'Intensité (A)',
        injection: 'Puissance injectée (VA), pour un producteur',
      },
    },
    'meters[].sensors': { title: 'Capteurs', button: 'Ajouter un capteur' },
    'meters[].sensors[]': { title: 'Capteur' },
    'meters[].sensors[].name': { title: 'Nom', placeholder: 'Surcharge' },
    'meters[].sensors[].when': {
      title: 'Actif quand',
      options: {
        power: 'la puissance (VA) dépasse',
        current: 'l’intensité (A) de la phase la plus chargée dépasse',
        voltage: 'la tension (V) d’une phase dépasse, ou passe sous',
        load: 'la part de la puissance souscrite (%) dépasse',
        injection: 'la puissance injectée (VA) dépasse',
        surplus: 'le surplus (VA) dépasse, même sans contrat de producteur',
        offPeak: 'on est en heures creuses',
        tempoRed: 'aujourd’hui est un jour Tempo rouge',
        tempoWhite: 'aujourd’hui est un jour Tempo blanc',
        tempoRedTomorrow: 'demain est un jour Tempo rouge',
        tempoWhiteTomorrow: 'demain est un jour Tempo blanc',
        peak: 'c’est un jour de pointe (EJP et similaires)',
        overload: 'la puissance souscrite est dépassée',
        dryContact: 'le contact sec du compteur est fermé',
        silent: 'le compteur ne répond plus',
        mirrorBehind: 'des mesures attendent InfluxDB depuis plus de (minutes)',
        trouble: 'il y a un problème, quel qu’il soit',
      },
    },
    'meters[].sensors[].above': {
      title: 'Au-dessus de',
      description: 'En VA, A, V (de la phase la plus haute), % ou minutes, selon le choix.',
    },
    'meters[].sensors[].below': {
      title: 'Au-dessous de',
      description:
        'En V, de la phase la plus basse. Remplissez ce champ ou celui du dessus, pas les deux. Un Linky n’indique la tension qu’en mode standard.',
    },
    'meters[].sensors[].hysteresis': {
      title: 'Hystérésis',
      description:
        'Dans la même unité. Se désactive à « Au-dessus de » moins cette valeur, ou à « Au-dessous de » plus cette valeur.',
    },
    'meters[].sensors[].delayOn': {
      title: 'Délai avant de s’activer (s)',
      description: 'Vide : 10, ou 300 pour un problème.',
    },
    'meters[].sensors[].delayOff': { title: 'Délai avant de se désactiver (s)' },
    'meters[].sensors[].leadMinutes': {
      title: 'Minutes avant les heures creuses',
      description: 'S’active autant de minutes avant leur début, si les heures sont connues. 0 : à leur début.',
    },
    'meters[].sensors[].kind': {
      title: 'Affiché comme',
      options: { occupancy: 'Capteur de présence', motion: 'Capteur de mouvement', contact: 'Capteur de contact' },
    },
    'meters[].matter': {
      title: 'Matter',
      description: 'Si le pont prend en charge Matter.',
      options: {
        outlet: 'Prise (l’app Maison affiche ses watts)',
        electricalSensor: 'Capteur électrique',
        meter: 'Compteur (capteur électrique tant que Homebridge n’a pas de compteurs)',
        off: 'Désactivé',
      },
    },
    'meters[].powerFactor': {
      title: 'Facteur de puissance',
      description:
        'Le compteur n’indique que des VA. « auto » : les watts sont estimés d’après l’énergie qu’il compte, au bout de quelques minutes. Ou un nombre de 0.1 à 1, avec un point : les watts sont les VA multipliés par lui.',
    },
    'meters[].share': {
      title: 'Pour d’autres programmes',
      description:
        'Une ligne, plusieurs lecteurs : partage ce qui vient du compteur avec Home Assistant, evcc ou un autre programme. Ports vides : rien n’est partagé.',
    },
    'meters[].share.port': {
      title: 'Port du flux TIC brut (TCP)',
      description: 'Jusqu’à 16 programmes peuvent le lire sur socket://adresse:port ou tcp://adresse:port.',
    },
    'meters[].share.httpPort': { title: 'Port de la dernière mesure et des prix (HTTP, JSON)' },
    'meters[].share.host': {
      title: 'Adresse d’écoute',
      description:
        '127.0.0.1 : les programmes de cette machine seulement. 0.0.0.0 : tout le réseau, qui voit alors ce que la maison consomme.',
    },
    'meters[].share.bits': {
      title: 'Bits par octet',
      description:
        '8 : les octets tels quels, avec le bit de parité de la ligne. 7 : sans lui, pour les programmes qui attendent 7 bits d’un port réseau (linkytic dans Home Assistant).',
    },
    'meters[].prices': {
      title: 'Prix',
      description:
        'Ce que coûte votre contrat, TTC, pour voir des euros. Une entrée pour chaque date à laquelle les prix changent. L’onglet Énergie de la page de l’extension les remplit d’après une facture.',
      button: 'Ajouter des prix',
    },
    'meters[].prices[]': { title: 'Prix à partir d’une date' },
    'meters[].prices[].from': {
      title: 'À partir du',
      description: 'La date à partir de laquelle ces prix s’appliquent, sous la forme 2026-08-01.',
    },
    'meters[].prices[].subscription': { title: 'Abonnement (€ par mois)' },
    'meters[].prices[].given': { title: 'Ce que rapporte l’énergie injectée (€/kWh)' },
    'meters[].prices[].periods': { title: 'Prix de l’énergie', button: 'Ajouter une période tarifaire' },
    'meters[].prices[].periods[]': { title: 'Période tarifaire' },
    'meters[].prices[].periods[].name': {
      title: 'Nom de la période',
      description:
        'Comme sur le compteur : BASE, HP, HC, ou de HCJB à HPJR pour Tempo. S’il n’y a qu’une période, son prix vaut pour toute l’énergie.',
    },
    'meters[].prices[].periods[].price': { title: 'Prix (€/kWh)', description: 'En euros, pas en centimes : 0.2142.' },
    'meters[].prices[].periods[].hours': {
      title: 'Heures de la période',
      description:
        'Facultatives. Sans elles, evcc et les programmes semblables n’ont pas de prix tant que les heures creuses du compteur ne sont pas connues ; les courbes importées d’un fichier en ont toujours besoin. Par exemple 22:30-06:30, ou plusieurs séparées par des virgules. Des heures qui changent selon la saison (mois et jour) ou le jour de la semaine (mon à sun pour lundi à dimanche, holiday pour un jour férié) se séparent par un point-virgule : 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat-sun,holiday 00:00-24:00.',
    },
    'meters[].staleAfter': {
      title: '« Pas de réponse » après (s)',
      description: 'Secondes sans trame après lesquelles les tuiles affichent « Pas de réponse ».',
    },
    page: {
      title: 'La page de la maison',
      description:
        'La puissance en direct, les courbes et les euros dans chaque navigateur de la maison, sans mot de passe et en consultation seulement. Port vide : la page est désactivée.',
    },
    'page.port': { title: 'Port de la page (HTTP)' },
    'page.host': {
      title: 'Adresse d’écoute',
      description:
        '127.0.0.1 : cette machine seulement. 0.0.0.0 : tous ceux qui sont sur le réseau de la maison, qui voient alors ce qu’elle consomme et ce que cela coûte.',
    },
    influx: { title: 'InfluxDB' },
    'influx.url': {
      title: 'Adresse',
      description:
        'Laissez-la vide si vous n’utilisez pas de base de données. Le port est le plus souvent 8428 pour VictoriaMetrics, 8181 pour InfluxDB 3 et 8086 pour les autres. Ni utilisateur ni mot de passe ici : ils ont leurs propres champs.',
    },
    'influx.version': {
      title: 'Version',
      options: { 2: 'VictoriaMetrics, InfluxDB 2.x, 3.x, Cloud ou 1.8', 1: 'InfluxDB 1.x' },
    },
    'influx.token': {
      title: 'Jeton (token)',
      description:
        'VictoriaMetrics n’en demande pas. InfluxDB 2.9 et suivants ne le montrent qu’à sa création : si le vôtre est perdu, créez-en un autre.',
    },
    'influx.org': {
      title: 'Organisation',
      description: 'Nécessaire avec InfluxDB 2.x et Cloud ; pas avec VictoriaMetrics ni InfluxDB 3.',
    },
    'influx.bucket': { title: 'Bucket' },
    'influx.database': { title: 'Base de données' },
    'influx.username': { title: 'Utilisateur' },
    'influx.password': { title: 'Mot de passe' },
    'influx.retentionPolicy': { title: 'Politique de rétention', description: 'Vide : celle par défaut de la base.' },
    'influx.literal': {
      title: 'Envoyer aussi les trames telles quelles',
      description: 'Dans la mesure linky_tic, chaque étiquette sous son nom.',
    },
    mqtt: {
      title: 'MQTT',
      description:
        'La dernière mesure de chaque compteur, pour Home Assistant et le reste de la maison, par votre propre broker comme Mosquitto. Adresse vide : MQTT est désactivé.',
    },
    'mqtt.url': {
      title: 'Adresse du broker',
      description:
        'mqtt://, le plus souvent avec le port 1883, ou mqtts:// pour TLS, le plus souvent avec le port 8883. Ni utilisateur ni mot de passe ici.',
    },
    'mqtt.username': { title: 'Utilisateur' },
    'mqtt.password': { title: 'Mot de passe' },
    'mqtt.topic': {
      title: 'Sujet (topic)',
      description: 'Le début de tous les sujets : linky devient linky/maison pour un compteur nommé Maison.',
    },
    'mqtt.discovery': {
      title: 'Découverte par Home Assistant',
      description: 'Les capteurs y apparaissent alors d’eux-mêmes, s’il utilise le même broker.',
    },
    'mqtt.ca': {
      title: 'Fichier des autorités (CA)',
      description:
        'Avec mqtts://, si votre propre autorité a signé le certificat du broker : le chemin de son fichier PEM sur cette machine.',
    },
    journal: { title: 'Historique local' },
    'journal.commitSeconds': {
      title: 'Intervalle d’écriture (s)',
      description:
        'Un intervalle plus long ménage une carte SD. Une coupure de courant fait perdre au plus cette durée.',
    },
    'journal.keepDays': {
      title: 'Garder les trames pendant (jours)',
      description: 'Comptés depuis leur envoi à InfluxDB. Ne sert à rien sans InfluxDB : seule la taille compte alors.',
    },
    'journal.maxMegabytes': { title: 'Taille maximale (Mo)' },
  },
};
