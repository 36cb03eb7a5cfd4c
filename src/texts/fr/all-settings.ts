import type { englishAllSettings as en } from '../en/all-settings.ts';

/** What `docs/settings.fr.md` says beside the texts of the settings form, in French. */
export const frenchAllSettings: typeof en = {
  title: 'Tous les réglages',
  links: '[English](settings.md) · [Retour au LISEZMOI](../LISEZMOI.md)',
  introduction: `Tout se règle dans les réglages de l’extension, dans l’interface de Homebridge, où vous pouvez aussi essayer
sur-le-champ le port, la base de données et le broker (avec Chrome 111, Firefox 121, Safari 16.4 ou plus récents). Cette
page sert à écrire \`config.json\` à la main, et à savoir précisément ce que fait un réglage. Pour chacun : son nom dans
le fichier, puis son nom dans les réglages, sa valeur par défaut, et les valeurs possibles.

* \`meters[].port\` est \`port\` dans chaque entrée de la liste \`meters\`.
* Un réglage absent ou vide prend sa valeur par défaut.
* Le journal de Homebridge signale toutes les erreurs à la fois, et dit où elles se trouvent. Une valeur erronée est
  remplacée par la valeur par défaut. S’il n’y en a pas, une erreur ne désactive que le compteur, le capteur ou la
  connexion concernés.
* Redémarrez Homebridge après un changement. Pour des prix seulement, ce n’est pas nécessaire.
* Les réglages gardent leur nom et leur sens jusqu’à une nouvelle [version](../CHANGELOG.md) majeure.`,
  example: {
    title: 'Un exemple',
    before: `Un compteur et son port suffisent. Cet exemple va plus loin : deux capteurs, des prix, d’autres programmes, la page de
la maison, une base de données et un broker. Tout cela est facultatif. Placez l’exemple dans le \`config.json\` de
Homebridge, à côté de ce qui s’y trouve déjà :`,
    names: { house: 'Maison', overload: 'Surcharge', offPeak: 'Heures creuses', password: 'un mot de passe' },
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
    name: 'Il figure entre crochets au début de chaque ligne de l’extension.',
    language: 'Les réglages eux-mêmes sont dans la langue de l’interface de Homebridge.',
    meters:
      'Une entrée pour chaque compteur. [Installer](install.fr.md) explique tout, des fils à la première tuile ; [Dans l’app Maison](apple-home.fr.md) décrit ce que vous y voyez.',
    'meters[].name':
      'Ce nom identifie aussi le compteur dans l’historique local et dans les sujets MQTT ; dans InfluxDB, c’est le tag `meter`. Choisissez un nom que vous garderez.',
    'meters[].port':
      'Le port de chaque adaptateur : [Quel adaptateur](wiring.fr.md#quel-adaptateur). Une passerelle réseau se règle sur 1200 bauds (mode *historique*) ou 9600 bauds (mode *standard*) et sur 8N1 : l’extension vérifie elle-même la parité. La maison de démonstration est monophasée et en Tempo.',
    'meters[].mode':
      'La touche `+` d’un Linky fait défiler son écran jusqu’à *TIC historique* ou *TIC standard*. Votre fournisseur peut changer ce mode.',
    'meters[].baudRate': 'Les vitesses d’usage sont 1200 bauds en mode *historique* et 9600 bauds en mode *standard*.',
    'meters[].tiles':
      'Seul le compteur d’un producteur, en mode *standard*, indique la puissance injectée. Avec tout autre compteur, la tuile `injection` affiche *Pas de réponse*.',
    'meters[].sensors':
      'Chacun est un accessoire, actif ou inactif, pour des automatisations et des notifications : [capteurs et automatisations](apple-home.fr.md#capteurs-et-automatisations). Plusieurs capteurs, par étages, éteignent des appareils avant que le compteur ne coupe : [Délestage](load-shedding.fr.md).',
    'meters[].sensors[].name':
      'Donnez à chaque capteur d’un compteur un nom différent. Un capteur renommé garde sa pièce et ses automatisations ; seul un nouveau nom avec un autre `when`, `above`, `below` ou `leadMinutes` en fait un nouveau capteur.',
    'meters[].sensors[].above': (measured) =>
      `Nécessaire avec ${measured} et \`mirrorBehind\`. Avec \`voltage\`, remplissez soit ce réglage, soit \`below\`.`,
    'meters[].sensors[].below': 'Avec `voltage` seulement.',
    'meters[].sensors[].delayOn': 'La condition doit durer ce temps-là.',
    'meters[].sensors[].delayOff': 'La condition doit avoir cessé depuis ce temps-là.',
    'meters[].sensors[].leadMinutes': 'Avec `offPeak` seulement.',
    'meters[].sensors[].kind':
      '`contact` s’ouvre quand le capteur est actif. L’app Maison reçoit `motion` et `contact` aussitôt, `occupancy` un quart de seconde plus tard.',
    'meters[].matter':
      'Si vous changez cette valeur, le compteur devient un nouvel accessoire, dont il faut choisir de nouveau la pièce. Les différences : [Eve et Matter](eve-matter.fr.md).',
    'meters[].powerFactor':
      'Avec `auto`, il n’y a pas de W les premières minutes. La méthode d’estimation : [Eve et Matter](eve-matter.fr.md).',
    'meters[].share':
      'Pour s’en servir : [D’autres programmes](other-programs.fr.md), [Home Assistant](home-assistant.fr.md).',
    'meters[].share.httpPort': 'evcc, Home Assistant et EMHASS y lisent aussi [les prix](prices-for-planners.fr.md).',
    'meters[].share.host': 'Il n’y a pas de mot de passe.',
    'meters[].prices':
      'Le calcul du coût d’un jour, et l’origine des prix : [L’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].prices[].from':
      'Une entrée vaut jusqu’à la date de la suivante : pour de nouveaux prix, ajoutez une entrée, et les jours d’avant gardent les anciens.',
    'meters[].prices[].given': 'Cette somme s’affiche à côté du coût, et n’en est jamais déduite.',
    'meters[].prices[].periods':
      'Une entrée pour chaque période tarifaire. Les jours où il manque le prix d’une période n’ont pas d’euros : [L’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].prices[].periods[].name':
      'Les noms de Tempo sont `HCJB`, `HPJB`, `HCJW`, `HPJW`, `HCJR` et `HPJR`. Pour un autre contrat, prenez les noms de votre fournisseur.',
    'meters[].prices[].periods[].hours':
      'En HP/HC, saisissez celles de `HC` : voyez [Les prix pour les programmes qui planifient](prices-for-planners.fr.md). Toute la syntaxe : [L’énergie, les euros et les années](energy-and-euros.fr.md).',
    'meters[].staleAfter':
      'À ce moment-là, MQTT signale le compteur comme indisponible, HTTP répond par une erreur, et le délai d’un capteur `silent` commence.',
    page: 'Pour l’ouvrir sur un téléphone, et savoir qui voit quoi : [La page de la maison](house-page.fr.md).',
    'page.port': 'Prenez un numéro à partir de 1024, que rien d’autre n’utilise sur cette machine.',
    influx: 'Le choix de la base, et son contenu : [InfluxDB et Grafana](influxdb-grafana.fr.md).',
    'influx.url':
      'Indiquez aussi son chemin, si elle en a un, comme dans une grappe (cluster) ou derrière un proxy. Sans adresse, il n’y a que l’historique local.',
    'influx.token': 'Avec `version` `"2"` seulement.',
    'influx.org': 'Avec `version` `"2"` seulement.',
    'influx.bucket': 'Où écrire avec `version` `"2"`.',
    'influx.database': 'Où écrire avec `version` `"1"`.',
    'influx.username': 'Avec `version` `"1"` seulement, si la base en demande un.',
    'influx.password':
      'Avec `version` `"1"` seulement, si la base en demande un. Il figure dans `config.json`, jamais dans un journal.',
    'influx.retentionPolicy': 'Avec `version` `"1"` seulement.',
    mqtt: 'Les sujets, les droits, TLS et Home Assistant : [MQTT et Home Assistant](mqtt.fr.md).',
    'mqtt.username': 'Laissez-le vide si le broker n’en demande pas.',
    'mqtt.password': 'Il figure dans `config.json`, jamais dans un journal.',
    'mqtt.topic':
      'Il peut avoir plusieurs niveaux. Si deux installations partagent un broker, donnez à chacune le sien.',
    journal:
      'Les courbes sont gardées deux ans, si la place suffit, et les jours pour toujours. Ses fichiers et leur sauvegarde : [Mettre à jour, sauvegarder, changer de machine, désinstaller](maintenance.fr.md).',
    'journal.maxMegabytes':
      'C’est la taille de tous ses fichiers ensemble. Quand elle est atteinte, les données les plus anciennes sont supprimées, et en dernier celles qui attendent InfluxDB. La place que prend un mois : [InfluxDB et Grafana](influxdb-grafana.fr.md).',
  },
};
