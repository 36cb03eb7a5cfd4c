import { type Host, type HostWords, NO_ADVICE, SETTING_NAMES } from '../host.ts';

/** The name of a database may be wrong, too: the sentence goes on with what to check. */
const CREATE_WITH: HostWords['createDatabase'] = (command) => `Create it with: ${command}`;

/** For settings in the form of the plugin's, in Homebridge or in a file given to `linky-tic`. */
const PLUGIN_SETTINGS = {
  intoToken: 'into influx.token',
  theToken: 'The token in influx.token',
  urlSecrets: 'they belong in the fields username and password, a token in token',
  addOrganisation: 'Put it into influx.org.',
  noRetentionPolicy: 'leave influx.retentionPolicy empty',
  checkVersion: 'influx.version (1 for InfluxDB 1.x, 2 for newer versions)',
  checkMode: 'the mode and the speed in the settings',
  createDatabase: CREATE_WITH,
  outageAdvice: NO_ADVICE,
  allowedSize: 'the maximum size in the settings',
  lowerSize: 'lower journal.maxMegabytes in the settings',
  raiseSize: 'raise journal.maxMegabytes',
};

/** For a service that runs without Homebridge. */
const COMMAND_LINE = {
  program: 'linky-tic',
  user: 'the user that runs linky-tic',
  cannotAsk: 'linky-tic doctor cannot ask',
  homeWorksOn: '',
  shownInHome: '',
  mayOpenPort:
    'Add the user that runs linky-tic to the group dialout (sudo usermod -aG dialout and its name), log out and in again, and start linky-tic again.',
  restart: 'start linky-tic again',
  otherWriter: 'Stop it, or give linky-tic another folder (--storage).',
};

/** For the plugin in Homebridge. */
const HOMEBRIDGE: HostWords = {
  ...PLUGIN_SETTINGS,
  names: SETTING_NAMES.homebridge,
  program: 'this plugin',
  user: 'the user that runs Homebridge',
  cannotAsk: 'The settings page and linky-tic doctor cannot ask',
  homeWorksOn: ', and Apple Home keeps working',
  shownInHome: 'in Apple Home, but ',
  mayOpenPort:
    'Add the user that runs Homebridge to the group dialout (sudo usermod -aG dialout homebridge), then restart the machine: sudo reboot.',
  restart: 'restart Homebridge',
  otherWriter:
    'Stop the other Homebridge or linky-tic that uses the same folder; if this Homebridge has the plugin twice in its settings, remove one of the two.',
};

/** The phrases that differ with what runs the service, in English. */
export const englishHosts: { readonly [H in Host]: HostWords } = {
  homebridge: HOMEBRIDGE,
  page: {
    ...HOMEBRIDGE,
    names: {
      url: 'the field Address',
      bucket: 'the field Bucket',
      org: 'the field Organisation',
      database: 'its name',
      username: 'the field User',
      password: 'the field Password',
      ...{ pagePort: 'page.port', pageHost: 'page.host' },
      mqttUrl: 'the field Address of the broker',
      mqttTopic: 'the field Topic',
      mqttUser: 'the fields User and Password',
      mqttCa: 'the field File of authorities',
    },
    intoToken: 'into the field Token',
    theToken: 'The token',
    addOrganisation: 'Fill in the field Organisation.',
    noRetentionPolicy: 'leave the field Retention policy in the tab Settings empty',
    checkVersion: 'the selected version',
    createDatabase: () => 'Create it with the button of the test on this page',
    outageAdvice: {
      notListening: 'Start it, or check the address and its port.',
      unknownHost: 'Check that name, or enter the IP address.',
      silent: 'Check the address, and that no firewall is in the way.',
      failing: 'Its log says more.',
      broken: 'Check the address: http:// or https://, and the port.',
      busy: 'Try again later.',
    },
  },
  config: { ...PLUGIN_SETTINGS, ...COMMAND_LINE, names: SETTING_NAMES.config },
  options: {
    ...COMMAND_LINE,
    names: SETTING_NAMES.options,
    intoToken: 'into the file of --token-file, or into LINKY_TIC_TOKEN',
    theToken: 'The token (--token-file)',
    urlSecrets: 'they belong in --username and --password-file, a token in --token-file',
    addOrganisation: 'Add it with --org.',
    noRetentionPolicy: 'leave --retention-policy out',
    checkVersion: 'whether it takes --database (InfluxDB 1.x) or --bucket (newer versions)',
    checkMode: '--mode and --baud',
    createDatabase: CREATE_WITH,
    outageAdvice: NO_ADVICE,
    allowedSize: 'its maximum size',
    lowerSize: 'set a lower journal.maxMegabytes in a file of settings (--config)',
    raiseSize: 'set a higher journal.maxMegabytes in a file of settings (--config)',
  },
};
