import type { FormTexts } from '../form.ts';

/** What `docs/settings.md` says beside the texts of the settings form, in Markdown. Every other language has texts of the same shape. */
export const englishAllSettings = {
  title: 'All settings',
  links: '[Français](settings.fr.md) · [Back to the README](../README.md)',
  introduction: `You can set everything on this page in the plugin’s settings in the Homebridge UI, which can also test the
port, the database and the broker (with Chrome 111, Firefox 121, Safari 16.4 or newer). Use this page to write
\`config.json\` by hand, or to look up exactly what a setting does. For each setting, you find its name in the file, its
name in the UI, its default, and the values that it accepts.

* \`meters[].port\` means \`port\` in each entry of the list \`meters\`.
* A setting that is empty or left out has its default.
* The log lists all mistakes at once, and where they are. The default replaces a wrong value. If there is no default,
  the error disables only the meter, sensor or connection concerned.
* Restart Homebridge after a change, unless you have changed only prices.
* Settings keep their names and meanings until a new major [version](../CHANGELOG.md).`,
  example: {
    title: 'An example',
    before: `The plugin needs nothing but a meter with a port. This example has more: two sensors, prices, a port for other
programs, the house’s page, a database and a broker. You can leave out any of them. In Homebridge’s \`config.json\`, add
the example to what is already there:`,
    /** The names in it. */
    names: { house: 'House', overload: 'Overload', offPeak: 'Off-peak', password: 'a password' },
  },
  general: 'General',
  block: (path: string) => `In \`config.json\` this is the block ${path}.`,
  list: (path: string) => `In \`config.json\` this is the list ${path}.`,
  facts: {
    needed: 'required',
    byDefault: (value: string) => `default ${value}`,
    empty: 'empty by default',
    integer: 'whole number',
    number: 'number',
    between: (least: string, most: string) => `from ${least} to ${most}`,
    atLeast: (least: string) => `at least ${least}`,
    letters: (most: string) => `at most ${most} characters`,
    trueOrFalse: '`true` or `false`',
    suchAs: (values: string) => `such as ${values}`,
  },
  option: (value: string, title: string) => `${value}: ${title}`,
  /** Of a setting, what the form has no room for. The threshold of a sensor is told which quantities are compared with one. */
  more: {
    name: 'In Homebridge’s log, each line from the plugin shows this name in brackets.',
    language: 'The settings themselves are in the language of the Homebridge UI.',
    meters:
      'It has one entry for each meter. [Install](install.md) takes you from the wires to the first tile; [Apple Home](apple-home.md) shows what a meter looks like there.',
    'meters[].name':
      'The name also identifies the meter in the local history and in the MQTT topics; in InfluxDB it is the tag `meter`. Choose one that you will keep.',
    'meters[].port':
      '[Wiring](wiring.md#which-adapter) says which adapter has which port. Set a network bridge to 1200 baud (*historique* mode) or 9600 baud (*standard* mode) and to 8N1: the plugin checks the parity itself. The demo house is single-phase and on Tempo.',
    'meters[].mode':
      'To see the mode of a Linky, press `+` until its display shows *TIC historique* or *TIC standard*. Your supplier can change it.',
    'meters[].baudRate': 'The usual speeds are 1200 baud in *historique* mode and 9600 baud in *standard* mode.',
    'meters[].tiles':
      'Only a producer’s meter in *standard* mode reports the exported power. With any other meter, the tile `injection` shows *No Response*.',
    'meters[].sensors':
      'Each sensor is an accessory that is on or off, for automations and notifications: [sensors and automations](apple-home.md#sensors-and-automations). Several sensors with rising thresholds can switch loads off before the meter cuts the power: [load shedding](load-shedding.md).',
    'meters[].sensors[].name':
      'Each sensor of a meter needs its own name. A renamed sensor keeps its room and its automations. It becomes a new sensor only if you change its `when`, `above`, `below` or `leadMinutes` at the same time.',
    'meters[].sensors[].above': (measured: string) =>
      `Required with ${measured} and \`mirrorBehind\`. With \`voltage\`, set either this or \`below\`.`,
    'meters[].sensors[].below': 'Only with `voltage`.',
    'meters[].sensors[].delayOn': 'The condition must have been true for this long.',
    'meters[].sensors[].delayOff': 'The condition must have been over for this long.',
    'meters[].sensors[].leadMinutes': 'Only with `offPeak`.',
    'meters[].sensors[].kind':
      '`contact` opens when the sensor is on. Home gets `motion` and `contact` at once, and `occupancy` a quarter of a second later.',
    'meters[].matter':
      'If you change this, Home sees a new accessory, and you have to choose its room again. [Eve and Matter](eve-matter.md) explains the differences.',
    'meters[].powerFactor':
      'With `auto` there are no W in the first minutes. [Eve and Matter](eve-matter.md) explains how they are estimated.',
    'meters[].share':
      '[Other programs](other-programs.md) and [Home Assistant](home-assistant.md) explain how to use it.',
    'meters[].share.httpPort': 'evcc, Home Assistant and EMHASS also read [the prices](prices-for-planners.md) here.',
    'meters[].share.host': 'There is no password.',
    'meters[].prices':
      '[Energy, euros and years](energy-and-euros.md) explains how the cost of a day is worked out, and where to find prices.',
    'meters[].prices[].from':
      'An entry applies until the date of the next one. When a price changes, add a new entry: earlier days keep their prices.',
    'meters[].prices[].given': 'It is shown separately, and never deducted from the cost.',
    'meters[].prices[].periods':
      'It has one entry for each tariff period. If a period has no price, days with that period have no euros: [energy, euros and years](energy-and-euros.md).',
    'meters[].prices[].periods[].name':
      'For Tempo, the names are `HCJB`, `HPJB`, `HCJW`, `HPJW`, `HCJR` and `HPJR`. With other contracts, the supplier’s own names are used.',
    'meters[].prices[].periods[].hours':
      'With HP/HC, enter those of `HC`: see [Prices for programs that plan](prices-for-planners.md). The complete format is in [energy, euros and years](energy-and-euros.md).',
    'meters[].staleAfter':
      'From then on, MQTT reports the meter as unavailable, HTTP answers with an error, and the delay of a `silent` sensor starts.',
    page: '[The house’s page](house-page.md) explains how to open it on each phone, and what others can see.',
    'page.port': 'Choose a port from 1024 on that nothing else on this machine uses.',
    influx: '[InfluxDB and Grafana](influxdb-grafana.md) explains which database to choose, and what is written.',
    'influx.url':
      'Include the path if there is one, as in a cluster or behind a proxy. Without an address there is only the local history.',
    'influx.token': 'Only with `version` `"2"`.',
    'influx.org': 'Only with `version` `"2"`.',
    'influx.bucket': 'Where to write with `version` `"2"`.',
    'influx.database': 'Where to write with `version` `"1"`.',
    'influx.username': 'Only with `version` `"1"`, if the database asks for one.',
    'influx.password':
      'Only with `version` `"1"`, if the database asks for one. It is stored in `config.json`, and never appears in a log.',
    'influx.retentionPolicy': 'Only with `version` `"1"`.',
    mqtt: '[MQTT and Home Assistant](mqtt.md) covers topics, rights, TLS and Home Assistant.',
    'mqtt.username': 'Leave it empty if the broker lets everybody in.',
    'mqtt.password': 'It is stored in `config.json`, and never appears in a log.',
    'mqtt.topic': 'It can have several levels. If two installations use the same broker, each needs its own topic.',
    journal:
      'The curves are kept for two years, if there is room, and the days forever. [Maintenance](maintenance.md) describes its files, and how to back them up.',
    'journal.maxMegabytes':
      'This is the limit for all its files together. When it is reached, the oldest data is deleted first, and unsent data last. [InfluxDB and Grafana](influxdb-grafana.md) says how much a month takes.',
  } satisfies { readonly [P in keyof FormTexts['fields']]?: string | ((measured: string) => string) },
};
