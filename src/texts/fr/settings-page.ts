import type { englishSettingsPage as en } from '../en/settings-page.ts';

/** What `docs/settings.fr.md` says beside the texts of the settings form, in French. */
export const frenchSettingsPage: typeof en = {
  title: 'Tous les réglages',
  links: '[English](settings.md) · [Retour au LISEZMOI](../LISEZMOI.md)',
  introduction: `Tout ceci se règle dans les réglages de l’extension, dans l’interface de Homebridge, où l’on peut aussi essayer sur-le-champ le port, la
base de données et le broker (avec Chrome 111, Firefox 121, Safari 16.4 ou plus récents). Cette page sert à écrire \`config.json\` à la main, et
à savoir au juste ce que fait un réglage. Pour chacun : son nom dans le fichier, puis son nom dans les réglages, sa valeur par défaut, et ce
qu’il peut être.

* \`meters[].port\` est \`port\` dans chaque entrée de la liste \`meters\`.
* Un réglage absent ou vide a sa valeur par défaut.
* Le journal de Homebridge dit toutes les erreurs à la fois, avec leur place. Une valeur fausse compte comme la valeur par défaut. S’il n’y
  en a pas, une erreur ne désactive que le compteur, le capteur ou la connexion concernés.
* Redémarrez Homebridge après un changement. Pour des prix seulement, ce n’est pas nécessaire.
* Les réglages gardent leur nom et leur sens jusqu’à une nouvelle [version](../CHANGELOG.md) majeure.`,
  example: {
    title: 'Un exemple',
    before: `Il suffit d’un compteur avec son port. En voici davantage : deux capteurs, des prix, d’autres programmes, la page de la maison, une base
de données et un broker. Chacun peut être omis. Ceci se place dans le \`config.json\` de Homebridge, à côté de ce qui s’y trouve déjà :`,
    json: `{
  "platforms": [
    {
      "platform": "LinkyTIC",
      "name": "Linky TIC",
      "language": "fr",
      "meters": [
        {
          "name": "Maison",
          "port": "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0",
          "tiles": ["power", "current"],
          "sensors": [
            { "name": "Surcharge", "when": "load", "above": 90, "hysteresis": 10, "delayOn": 10, "delayOff": 60 },
            { "name": "Heures creuses", "when": "offPeak", "kind": "contact" }
          ],
          "prices": [
            {
              "from": "2026-08-01",
              "subscription": 15.86,
              "periods": [{ "name": "HP", "price": 0.2142 }, { "name": "HC", "price": 0.1589 }]
            }
          ],
          "share": { "httpPort": 2002 }
        }
      ],
      "page": { "port": 8588, "host": "0.0.0.0" },
      "influx": { "url": "http://localhost:8428" },
      "mqtt": { "url": "mqtt://localhost:1883", "username": "linky", "password": "un mot de passe" }
    }
  ]
}`,
  },
  general: 'Généralités',
  block: (path) => `Dans \`config.json\`, c’est le bloc ${path}.`,
  list: (path) => `Dans \`config.json\`, c’est la liste ${path}.`,
  facts: {
    needed: 'obligatoire',
    byDefault: (value) => `par défaut ${value}`,
    empty: 'vide par défaut',
    integer: 'nombre entier',
    number: 'nombre',
    between: (least, most) => `de ${least} à ${most}`,
    atLeast: (least) => `d’au moins ${least}`,
    letters: (most) => `au plus ${most} caractères`,
    trueOrFalse: '`true` ou `false`',
    suchAs: (values) => `par exemple ${values}`,
  },
  option: (value, title) => `${value} : ${title}`,
  more: {
    name: 'Il figure entre crochets devant chaque ligne qu’écrit l’extension.',
    language: 'Les réglages eux-mêmes sont dans la langue de l’interface de Homebridge.',
    meters:
      'Une entrée pour chaque compteur. [Installer](install.fr.md) mène des fils à la première tuile ; [l’app Maison](apple-home.fr.md) montre ce qu’un compteur y devient.',
    'meters[].name':
      'C’est l’identité du compteur, aussi dans l’historique local et dans les sujets MQTT ; dans InfluxDB, c’est le tag `meter`. Choisissez-en un que vous garderez.',
    'meters[].port':
      'Quel adaptateur a quel port : [le branchement](wiring.fr.md#quel-adaptateur). Une passerelle réseau se règle sur 1200 bauds (mode *historique*) ou 9600 bauds (mode *standard*) et sur 8N1 : l’extension vérifie elle-même la parité.',
    'meters[].mode':
      'La touche `+` d’un Linky fait défiler son écran jusqu’à *TIC historique* ou *TIC standard*. Votre fournisseur peut changer ce mode.',
    'meters[].baudRate': 'Les vitesses d’usage sont 1200 bauds en mode *historique* et 9600 bauds en mode *standard*.',
    'meters[].tiles':
      'Seul le compteur d’un producteur, en mode *standard*, dit la puissance injectée. Avec tout autre, la tuile `injection` affiche *Pas de réponse*.',
    'meters[].sensors':
      'Chacun est un accessoire actif ou non, pour des automatisations et des notifications : [capteurs et automatisations](apple-home.fr.md#capteurs-et-automatisations). Plusieurs d’entre eux, par étages, coupent des appareils avant que le disjoncteur ne saute : [le délestage](load-shedding.fr.md).',
    'meters[].sensors[].name':
      'Chaque capteur d’un compteur a un nom différent. Un capteur renommé garde sa pièce et ses automatisations ; seul un nouveau nom avec un autre `when`, `above`, `below` ou `leadMinutes` en fait un nouveau capteur.',
    'meters[].sensors[].above':
      'Nécessaire avec `power`, `current`, `load`, `injection`, `surplus` et `mirrorBehind`. Avec `voltage`, soit celui-ci, soit `below`.',
    'meters[].sensors[].below': 'Avec `voltage` seulement.',
    'meters[].sensors[].delayOn': 'La condition doit durer aussi longtemps.',
    'meters[].sensors[].delayOff': 'La condition doit avoir cessé depuis aussi longtemps.',
    'meters[].sensors[].leadMinutes': 'Avec `offPeak` seulement.',
    'meters[].sensors[].kind':
      '`contact` s’ouvre quand le capteur est actif. L’app Maison apprend `motion` et `contact` aussitôt, `occupancy` un quart de seconde plus tard.',
    'meters[].matter':
      'Avec une autre valeur, le compteur devient un autre accessoire, dont il faut choisir la pièce à nouveau. Ce qui les distingue : [Eve et Matter](eve-matter.fr.md).',
    'meters[].powerFactor':
      'Avec `auto`, il n’y a pas de W les premières minutes. Comment ils sont estimés : [Eve et Matter](eve-matter.fr.md).',
    'meters[].share':
      'Comment s’en servir : [d’autres programmes](other-programs.fr.md), [Home Assistant](home-assistant.fr.md).',
    'meters[].share.httpPort': 'evcc, Home Assistant et EMHASS y lisent aussi [les prix](prices-for-planners.fr.md).',
    'meters[].share.host': 'Il n’y a pas de mot de passe.',
    'meters[].prices':
      'Comment se calcule une journée, et d’où viennent les prix : [l’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].prices[].from':
      'Une entrée vaut jusqu’à la date de la suivante : un nouveau prix est une nouvelle entrée, et les jours d’avant gardent les leurs.',
    'meters[].prices[].given': 'Cette somme s’affiche à côté du coût, et n’en est jamais déduite.',
    'meters[].prices[].periods':
      'Une entrée pour chaque période tarifaire. Les jours où il manque le prix d’une période n’ont pas d’euros : [l’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].prices[].periods[].name':
      'Les noms de Tempo sont `HCJB`, `HPJB`, `HCJW`, `HPJW`, `HCJR` et `HPJR`. D’autres contrats ont les noms de leur fournisseur.',
    'meters[].prices[].periods[].hours':
      'Les programmes qui planifient s’y fient aussi, quand le compteur ne dit pas les heures. La forme entière : [l’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].staleAfter':
      'Dès lors, MQTT dit le compteur indisponible, HTTP répond par une erreur, et le délai d’un capteur `silent` commence.',
    page: 'Comment l’ouvrir sur chaque téléphone, et ce que les autres voient : [la page de la maison](house-page.fr.md).',
    'page.port': 'Prenez-en un à partir de 1024 que rien d’autre n’utilise sur cette machine.',
    influx: 'Quelle base choisir, et ce qui y est écrit : [InfluxDB et Grafana](influxdb-grafana.fr.md).',
    'influx.url':
      'Avec son chemin si elle en a un, comme dans une grappe ou derrière un proxy. Sans adresse, il n’y a que l’historique local.',
    'influx.token': 'Avec `version` `"2"` seulement.',
    'influx.org': 'Avec `version` `"2"` seulement.',
    'influx.bucket': 'Où écrire avec `version` `"2"`.',
    'influx.database': 'Où écrire avec `version` `"1"`.',
    'influx.username': 'Avec `version` `"1"` seulement, si la base en demande un.',
    'influx.password':
      'Avec `version` `"1"` seulement, si la base en demande un. Il figure dans `config.json`, et dans aucun journal.',
    'influx.retentionPolicy': 'Avec `version` `"1"` seulement.',
    mqtt: 'Les sujets, les droits, TLS et Home Assistant : [MQTT et Home Assistant](mqtt.fr.md).',
    'mqtt.username': 'Vide si le broker laisse entrer tout le monde.',
    'mqtt.password': 'Il figure dans `config.json`, et dans aucun journal.',
    'mqtt.topic': 'Il a un niveau ou plusieurs. Deux installations sur un même broker ont chacune le leur.',
    journal:
      'Les courbes sont gardées deux ans, si la place suffit, et les jours pour toujours. Ses fichiers, et comment les sauvegarder : [l’entretien](maintenance.fr.md).',
    'journal.keepDays': 'Il en va de même d’une base qui [ne peut pas être vérifiée](influxdb-grafana.fr.md).',
    'journal.maxMegabytes':
      'Cela vaut pour tous ses fichiers ensemble. Quand ils sont pleins, les données les plus anciennes sont supprimées, et celles qui attendent InfluxDB en dernier. Ce que prend un mois : [InfluxDB et Grafana](influxdb-grafana.fr.md).',
  },
};
