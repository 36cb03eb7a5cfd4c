import { type Host, type HostWords, NO_ADVICE, SETTING_NAMES } from '../host.ts';

/** The name of a database may be wrong, too: the sentence goes on with what to check. */
const CREATE_WITH: HostWords['createDatabase'] = (command) => `Créez-la avec : ${command}`;

/** For settings in the form of the plugin's, in Homebridge or in a file given to `linky-tic`. */
const PLUGIN_SETTINGS = {
  intoToken: 'dans influx.token',
  theToken: 'Le jeton de influx.token',
  urlSecrets: 'leur place est dans les champs username et password, celle d’un jeton dans token',
  addOrganisation: 'Mettez-le dans influx.org.',
  noRetentionPolicy: 'laissez influx.retentionPolicy vide',
  checkVersion: 'influx.version (1 pour InfluxDB 1.x, 2 pour plus récent)',
  checkMode: 'le mode et la vitesse dans les réglages',
  createDatabase: CREATE_WITH,
  outageAdvice: NO_ADVICE,
  allowedSize: 'la taille maximale des réglages',
  lowerSize: 'diminuez journal.maxMegabytes dans les réglages',
  raiseSize: 'augmentez journal.maxMegabytes',
};

/** For a service that runs without Homebridge. */
const COMMAND_LINE = {
  program: 'linky-tic',
  user: 'l’utilisateur qui lance linky-tic',
  cannotAsk: 'linky-tic doctor ne peut pas demander',
  homeWorksOn: '',
  shownInHome: 'ne sont',
  mayOpenPort:
    'Ajoutez l’utilisateur qui lance linky-tic au groupe dialout (sudo usermod -aG dialout et son nom), rouvrez sa session, puis relancez linky-tic.',
  restart: 'relancez linky-tic',
  otherWriter: 'Arrêtez-le, ou donnez à linky-tic un autre dossier (--storage).',
};

/** For the plugin in Homebridge. */
const HOMEBRIDGE: HostWords = {
  ...PLUGIN_SETTINGS,
  names: SETTING_NAMES.homebridge,
  program: 'cette extension',
  user: 'l’utilisateur qui lance Homebridge',
  cannotAsk: 'La page de réglages et linky-tic doctor ne peuvent pas demander',
  homeWorksOn: ', et l’app Maison continue de fonctionner',
  shownInHome: 'sont dans l’app Maison, mais',
  mayOpenPort:
    'Ajoutez l’utilisateur de Homebridge au groupe dialout (sudo usermod -aG dialout homebridge), puis redémarrez la machine : sudo reboot.',
  restart: 'redémarrez Homebridge',
  otherWriter:
    'Arrêtez l’autre Homebridge ou linky-tic qui utilise le même dossier ; si ce Homebridge a deux fois l’extension dans ses réglages, retirez-en une.',
};

/** The phrases that differ with what runs the service, in French. */
export const frenchHosts: { readonly [H in Host]: HostWords } = {
  homebridge: HOMEBRIDGE,
  page: {
    ...HOMEBRIDGE,
    names: {
      url: 'le champ Adresse',
      bucket: 'le champ Bucket',
      org: 'le champ Organisation',
      database: 'son nom',
      username: 'le champ Utilisateur',
      password: 'le champ Mot de passe',
      ...{ pagePort: 'page.port', pageHost: 'page.host' },
      mqttUrl: 'le champ Adresse du broker',
      mqttTopic: 'le champ Sujet',
      mqttUser: 'les champs Utilisateur et Mot de passe',
      mqttCa: 'le champ Fichier des autorités',
    },
    intoToken: 'dans le champ Jeton (token)',
    theToken: 'Le jeton',
    addOrganisation: 'Remplissez le champ Organisation.',
    noRetentionPolicy: 'laissez vide le champ Politique de rétention de l’onglet Réglages',
    checkVersion: 'la version choisie',
    createDatabase: () => 'Créez-la avec le bouton du test sur cette page',
    outageAdvice: {
      notListening: 'Lancez-la, ou vérifiez l’adresse et son port.',
      unknownHost: 'Vérifiez ce nom, ou mettez l’adresse IP.',
      silent: 'Vérifiez l’adresse, et qu’aucun pare-feu ne fait barrage.',
      failing: 'Son journal en dit plus.',
      broken: 'Vérifiez l’adresse : http:// ou https://, et le port.',
      busy: 'Réessayez plus tard.',
    },
  },
  config: { ...PLUGIN_SETTINGS, ...COMMAND_LINE, names: SETTING_NAMES.config },
  options: {
    ...COMMAND_LINE,
    names: SETTING_NAMES.options,
    intoToken: 'dans le fichier de --token-file, ou dans LINKY_TIC_TOKEN,',
    theToken: 'Le jeton (--token-file)',
    urlSecrets: 'leur place est dans --username et --password-file, celle d’un jeton dans --token-file',
    addOrganisation: 'Ajoutez-le avec --org.',
    noRetentionPolicy: 'enlevez --retention-policy',
    checkVersion: 's’il y faut --database (InfluxDB 1.x) ou --bucket (plus récent)',
    checkMode: '--mode et --baud',
    createDatabase: CREATE_WITH,
    outageAdvice: NO_ADVICE,
    allowedSize: 'sa taille maximale',
    lowerSize: 'diminuez journal.maxMegabytes dans un fichier de réglages (--config)',
    raiseSize: 'augmentez journal.maxMegabytes dans un fichier de réglages (--config)',
  },
};
