import { MOST_PERIOD_CHARACTERS } from '../../reading/periods.ts';
import type { PluginTexts } from '../en/texts.ts';
import type { HostWords } from '../host.ts';
import { withFirst } from './times.ts';

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
    from: () => 'une date comme 2026-08-01 (année, mois, jour)',
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
  usedInstead: (values) => `${values.join(' et ')} ${values.length > 1 ? 'sont utilisés' : 'est utilisé'} à la place.`,
  consequences: {
    takenAsEmpty: 'Ce champ est considéré comme vide.',
    defaultsUsed: 'Les valeurs par défaut sont utilisées à la place.',
    nothingRead: 'Aucun compteur n’est lu.',
    meterOut: 'Ce compteur est ignoré.',
    tileOut: 'Cette tuile est ignorée.',
    noSensors: 'Ce compteur n’a pas de capteurs.',
    sensorOut: 'Ce capteur est ignoré.',
    noPrices: 'Ce compteur n’a pas de prix.',
    priceOut: 'Cette entrée de prix est ignorée.',
    influxOff: 'Rien n’est envoyé à InfluxDB.',
    sharePortOut: 'Rien n’est partagé sur ce port.',
    nothingShared: 'Rien de ce compteur n’est partagé.',
    pageOff: 'La page de la maison est désactivée.',
    mqttOff: 'Rien n’est envoyé par MQTT.',
  },
  noPeriods:
    'Il manque une période tarifaire avec son prix (nommez-la BASE si toutes les heures ont le même prix). Cette entrée de prix est ignorée.',
  sameDate: (from) =>
    `Une autre entrée de prix commence déjà le ${from}, et chaque date a une seule entrée. Cette entrée de prix est ignorée.`,
  periodName: {
    tooLong: (name) =>
      `Le nom de cette période tarifaire, « ${name} », a plus de ${MOST_PERIOD_CHARACTERS} caractères. Cette entrée de prix est ignorée.`,
    unprintable: (name) =>
      `Le nom de cette période tarifaire, « ${name} », contient des caractères invisibles (comme une fin de ligne ou ESC). Cette entrée de prix est ignorée.`,
  },
  yearlySubscription: (euros, twelfth) =>
    `${euros} euros par mois, c’est plus que tout abonnement réglementé : c’est sans doute le prix d’une année. Si oui, mettez ${twelfth}. La valeur est utilisée telle quelle.`,
  dateAndTime: (day, time, isHoliday) => {
    const style = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    const date = withFirst(new Date(day * 86_400_000).toLocaleString('fr-FR', style));
    return `${date}${isHoliday ? ' (jour férié)' : ''}, ${time}`;
  },
  hoursLeftOut: (at) =>
    `Ces heures laissent des trous : ${at}, par exemple, n’est dans les heures d’aucune période. Ce qu’une courbe issue d’un fichier compte à ces moments n’a pas de coût. Si une seule période est sans heures, elle prend tout le reste. Les heures sont utilisées telles quelles.`,
  hoursOverlap: (at, one, other) =>
    `Ces heures en recouvrent d’autres : ${at}, par exemple, est dans celles de « ${one} » et dans celles de « ${other} ». Ce qu’une courbe issue d’un fichier compte à ces moments n’a pas de coût. Les heures sont utilisées telles quelles.`,
  samePeriod: (other) =>
    `C’est la même période tarifaire que « ${other} » plus haut, et chaque période a un seul prix. Cette entrée de prix est ignorée.`,
  urlSecrets: `L’adresse ne doit contenir ni utilisateur ni mot de passe : ${by.urlSecrets}. Rien n’est envoyé à InfluxDB.`,
  brokerSecrets:
    'L’adresse ne doit contenir ni utilisateur ni mot de passe : ils ont leurs propres champs. Rien n’est envoyé par MQTT.',
  noMqttUser: 'Il manque l’utilisateur de ce mot de passe. Rien n’est envoyé par MQTT.',
  meterWithOwnTopic: (meter, topic) =>
    `Le compteur « ${meter} » aurait le sujet ${topic}, qui dit si ${by.program} est en marche. Donnez un autre nom au compteur. Rien n’est envoyé par MQTT.`,
  caWithoutTls:
    'Avec mqtt://, rien n’est chiffré et aucun certificat n’est vérifié : ce fichier ne sert à rien. L’adresse du broker doit-elle commencer par mqtts:// ?',
  sameName: (other) =>
    `Le compteur « ${other} » porte déjà ce nom, ou un nom qui n’en diffère que par la ponctuation. Celui-ci est ignoré : chaque compteur doit avoir un nom différent.`,
  samePort: (other) => `Le compteur « ${other} » est déjà lu sur ce port. Celui-ci est ignoré.`,
  noSharePort:
    'Il manque un port pour le flux TIC brut (port) ou pour la dernière mesure (httpPort). Rien de ce compteur n’est partagé.',
  ownSharePort: (port) =>
    `Le compteur lui-même est lu sur le port ${port} de cette machine. Rien n’y est partagé : donnez un autre numéro.`,
  sameSharePort: (port, other) =>
    `Le compteur « ${other} » partage déjà quelque chose sur le port ${port}. Rien d’autre n’y est partagé : donnez un autre numéro.`,
  noPagePort: 'Il manque le port de la page de la maison, comme 8588. La page est désactivée.',
  readPagePort: (port, meter) =>
    `Le compteur « ${meter} » est lu sur le port ${port} de cette machine. La page de la maison est désactivée : donnez un autre numéro.`,
  samePagePort: (port, meter) =>
    `Le compteur « ${meter} » partage déjà quelque chose sur le port ${port}. La page de la maison est désactivée : donnez un autre numéro.`,
  neverOff: (hysteresis, above) =>
    `Avec ${hysteresis}, plus que « above », le capteur resterait toujours actif. ${above} est utilisé à la place.`,
  hardlyOff: (offAt, mostSupplied) =>
    `Le capteur ne se désactiverait qu’à ${offAt} V (« below » plus cette valeur), et le réseau fournit au plus ${mostSupplied} V. La valeur est utilisée telle quelle.`,
  aboveOrBelow: 'Il manque : un nombre de volts dans « above » ou dans « below ». Ce capteur est ignoré.',
  aboveAndBelow:
    '« above » a aussi un nombre, et un capteur de tension n’utilise que l’un des deux. Ce capteur est ignoré : faites-en deux, ou videz l’un des deux champs.',
  noMirror:
    'InfluxDB n’est pas configuré : rien ne l’attend, et ce capteur reste désactivé. Donnez l’adresse d’une base InfluxDB, ou supprimez le capteur.',
  sameSensor: (name) =>
    `Un autre capteur de ce compteur s’appelle « ${name} ». Celui-ci est ignoré : chaque capteur doit avoir un nom différent.`,
  unknown: (meant) =>
    `Ce réglage n’existe pas et il est ignoré.${meant === undefined ? '' : ` Vouliez-vous dire « ${meant} » ?`}`,
});
