import { MOST_PERIOD_CHARACTERS } from '../../periods.ts';
import type { PluginTexts } from '../en/texts.ts';
import type { HostWords } from '../host.ts';

/** What is said of wrong settings, in French. @param by phrases that differ with what runs the service */
export const frenchConfig = (by: HostWords): PluginTexts['config'] => ({
  mustBe: (wanted, typed) =>
    typed === undefined ? `Il manque ici ${wanted}.` : `Il faut ici ${wanted}, et non ${typed}.`,
  oneOf: (options) => options.map((option) => `« ${option} »`).join(' ou '),
  number: (whole, least, most) =>
    `un nombre ${whole ? 'entier ' : ''}(sans guillemets) ${most === undefined ? `d’au moins ${least}` : `de ${least} à ${most}`}`,
  form: {
    name: (most) => `un nom de 2 à ${most} caractères qui commence et finit par une lettre ou un chiffre, sans émoji`,
    port: () =>
      'un port série comme /dev/ttyUSB0, une adresse comme tcp://192.168.1.20:2000, demo:historique ou demo:standard',
    url: () => 'une adresse comme http://localhost:8086',
    from: () => 'une date du calendrier comme 2026-08-01 (année, mois, jour)',
    hours: () =>
      'des heures comme 22:30-06:30, plusieurs séparées par des virgules, ou selon la saison et le jour comme 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00',
    host: () => 'une adresse de cette machine comme 127.0.0.1 ou 0.0.0.0 (sans port)',
    brokerUrl: () => 'une adresse comme mqtt://localhost:1883, ou mqtts://broker.local:8883 avec TLS',
    topic: (most) =>
      `un sujet (topic) comme linky ou maison/linky : au plus ${most} lettres, chiffres, points, tirets et _, avec / entre les niveaux`,
    ca: () => 'le chemin d’un fichier, comme /etc/ssl/certs/mon-ca.pem',
    powerFactor: () => '« auto » (entre guillemets) ou un nombre de 0.1 à 1 (avec un point, sans guillemets)',
  },
  pricePerKWh: (most) =>
    `un nombre d’euros par kWh de 0 à ${most} (sans guillemets ; des euros, pas des centimes : 0.2142 pour 21,42 centimes)`,
  text: 'un texte entre guillemets',
  filledText: 'un texte entre guillemets qui n’est pas vide',
  boolean: 'true ou false (sans guillemets)',
  list: 'une liste entre crochets [ ]',
  group: 'un groupe de champs entre accolades { }',
  quoted: (text) => `« ${text} »`,
  thatSecret: 'ce qui s’y trouve',
  usedInstead: (values) => `${values.join(' et ')} ${values.length > 1 ? 'sont pris' : 'est pris'} à la place.`,
  consequences: {
    takenAsEmpty: 'Ce champ est pris comme vide.',
    defaultsUsed: 'Les valeurs par défaut sont prises à la place.',
    nothingRead: 'Aucun compteur n’est lu.',
    meterOut: 'Ce compteur est laissé de côté.',
    tileOut: 'Cette tuile est laissée de côté.',
    noSensors: 'Ce compteur n’a pas de capteurs.',
    sensorOut: 'Ce capteur est laissé de côté.',
    noPrices: 'Ce compteur n’a pas de prix.',
    priceOut: 'Cette entrée des prix est laissée de côté.',
    influxOff: 'Rien n’est envoyé à InfluxDB.',
    sharePortOut: 'Rien n’est partagé sur ce port.',
    nothingShared: 'Rien de ce compteur n’est partagé.',
    pageOff: 'La page de la maison est désactivée.',
    mqttOff: 'Rien n’est envoyé par MQTT.',
  },
  noPeriods:
    'Il manque une période tarifaire avec son prix (nommée BASE si toutes les heures ont le même prix). Cette entrée des prix est laissée de côté.',
  sameDate: (from) =>
    `Une autre entrée des prix commence déjà le ${from}, et chaque date a une seule entrée. Cette entrée des prix est laissée de côté.`,
  periodName: {
    tooLong: (name) =>
      `Le nom de cette période tarifaire, « ${name} », a plus de ${MOST_PERIOD_CHARACTERS} caractères. Cette entrée des prix est laissée de côté.`,
    unprintable: (name) =>
      `Le nom de cette période tarifaire, « ${name} », contient des caractères invisibles (comme une fin de ligne ou ESC). Cette entrée des prix est laissée de côté.`,
  },
  yearlySubscription: (euros, twelfth) =>
    `${euros} euros par mois, c’est plus que tout abonnement au tarif réglementé : c’est sans doute le prix d’une année. Si oui, mettez ${twelfth}. Il est pris tel quel.`,
  dateAndTime: (day, time, isHoliday) => {
    const style = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    const date = new Date(day * 86_400_000).toLocaleString('fr-FR', style).replace(' 1 ', ' 1er ');
    return `${date}${isHoliday ? ' (jour férié)' : ''}, ${time}`;
  },
  hoursLeftOut: (at) =>
    `Ces heures laissent du temps de côté : ${at}, par exemple, n’est dans les heures d’aucune période. Ce qui a été consommé à ces moments, d’après une courbe d’un fichier, n’a pas d’euros. Si une seule période est sans heures, elle a tout le reste. Les heures sont prises telles quelles.`,
  hoursOverlap: (at, one, other) =>
    `Ces heures en recouvrent d’autres : ${at}, par exemple, est dans celles de « ${one} » et dans celles de « ${other} ». Ce qui a été consommé à ces moments, d’après une courbe d’un fichier, n’a pas d’euros. Les heures sont prises telles quelles.`,
  samePeriod: (other) =>
    `C’est la même période tarifaire que « ${other} » plus haut, et chaque période a un seul prix. Cette entrée des prix est laissée de côté.`,
  urlSecrets: `L’adresse ne doit contenir ni utilisateur ni mot de passe : ${by.urlSecrets}. Rien n’est envoyé à InfluxDB.`,
  brokerSecrets:
    'L’adresse ne doit contenir ni utilisateur ni mot de passe : ils ont leurs propres champs. Rien n’est envoyé par MQTT.',
  noMqttUser: 'Il manque l’utilisateur à qui est ce mot de passe. Rien n’est envoyé par MQTT.',
  meterWithOwnTopic: (meter, topic) =>
    `Le compteur « ${meter} » aurait le sujet ${topic}, qui dit si ${by.program} est là. Donnez un autre nom au compteur. Rien n’est envoyé par MQTT.`,
  caWithoutTls:
    'Avec mqtt://, rien n’est chiffré et aucun certificat n’est vérifié : ce fichier ne sert à rien. Est-ce mqtts:// qu’il faut écrire dans l’adresse du broker ?',
  sameName: (other) =>
    `Le compteur « ${other} » porte déjà ce nom, ou le même aux signes près. Celui-ci est laissé de côté : chacun a besoin d’un nom à lui.`,
  samePort: (other) => `Le compteur « ${other} » est déjà lu sur ce port. Celui-ci est laissé de côté.`,
  noSharePort:
    'Il manque un port pour les octets de la ligne (port) ou pour la dernière mesure (httpPort). Rien de ce compteur n’est partagé.',
  ownSharePort: (port) =>
    `Le compteur lui-même est lu sur le port ${port} de cette machine. Rien n’y est partagé : donnez un autre numéro.`,
  sameSharePort: (port, other) =>
    `Le compteur « ${other} » partage déjà quelque chose sur le port ${port}. Rien d’autre n’y est partagé : donnez un autre numéro.`,
  noPagePort: 'Il manque le port de la page de la maison, comme 8588. La page est désactivée.',
  readPagePort: (port, meter) =>
    `Le compteur « ${meter} » est lu sur le port ${port} de cette machine. La page de la maison est désactivée : donnez-lui un autre numéro.`,
  samePagePort: (port, meter) =>
    `Le compteur « ${meter} » partage déjà quelque chose sur le port ${port}. La page de la maison est désactivée : donnez-lui un autre numéro.`,
  neverOff: (hysteresis, above) =>
    `Avec ${hysteresis}, plus que « above », le capteur resterait actif pour toujours. ${above} est pris à la place.`,
  hardlyOff: (offAt, mostSupplied) =>
    `Le capteur ne se désactiverait qu’à ${offAt} V (« below » plus cette valeur), et le réseau fournit au plus ${mostSupplied} V. La valeur est gardée telle quelle.`,
  aboveOrBelow: 'Il manque : un nombre de volts dans « above » ou dans « below ». Ce capteur est laissé de côté.',
  aboveAndBelow:
    'Il y a aussi un nombre dans « above », et un capteur de la tension n’a que l’un des deux. Ce capteur est laissé de côté : faites-en deux, ou videz l’un des deux champs.',
  noMirror:
    'Aucune base InfluxDB n’est configurée : rien n’attend, et ce capteur reste désactivé. Donnez l’adresse d’une base InfluxDB, ou supprimez le capteur.',
  sameSensor: (name) =>
    `Un autre capteur de ce compteur s’appelle « ${name} ». Celui-ci est laissé de côté : chacun a besoin d’un nom à lui.`,
  unknown: (meant) =>
    `Ce réglage n’existe pas et il est ignoré.${meant === undefined ? '' : ` Est-ce « ${meant} » qu’il faut écrire ?`}`,
});
