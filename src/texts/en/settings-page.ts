import type { FormTexts } from '../form.ts';

/** What `docs/settings.md` says beside the texts of the settings form, in Markdown. Every other language has texts of the same shape. */
export const englishSettingsPage = {
  title: 'All settings',
  links: '[Français](settings.fr.md) · [Back to the README](../README.md)',
  introduction: `Everything here can be set in the plugin’s settings in the Homebridge UI, which also try the port, the database and the
broker on the spot (with Chrome 111, Firefox 121, Safari 16.4 or newer). This page is for writing \`config.json\` by hand, and for looking
up exactly what a setting does. Each one has its name in the file, then its name in the settings, its default, and what it may be.

* \`meters[].port\` is \`port\` in each entry of the list \`meters\`.
* A setting that is left out or empty has its default.
* The log says all mistakes at once, each with its place. A wrong value counts as the default. Where there is none, an error disables only
  its own meter, sensor or connection.
* Restart Homebridge after a change. For prices alone this is not necessary.
* Settings keep their names and meaning until a new major [version](../CHANGELOG.md).`,
  example: {
    title: 'An example',
    before: `All that the plugin needs is a meter with a port. Here is more of it: two sensors, prices, other programs, the house’s page, a database and
a broker. Each can be left out. It stands in the \`config.json\` of Homebridge, beside what is there already:`,
    json: `{
  "platforms": [
    {
      "platform": "LinkyTIC",
      "name": "Linky TIC",
      "language": "en",
      "meters": [
        {
          "name": "House",
          "port": "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0",
          "tiles": ["power", "current"],
          "sensors": [
            { "name": "Overload", "when": "load", "above": 90, "hysteresis": 10, "delayOn": 10, "delayOff": 60 },
            { "name": "Off-peak", "when": "offPeak", "kind": "contact" }
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
      "mqtt": { "url": "mqtt://localhost:1883", "username": "linky", "password": "a password" }
    }
  ]
}`,
  },
  general: 'General',
  block: (path: string) => `In \`config.json\` this is the block ${path}.`,
  list: (path: string) => `In \`config.json\` this is the list ${path}.`,
  facts: {
    needed: 'needed',
    byDefault: (value: string) => `default ${value}`,
    empty: 'empty by default',
    integer: 'whole number',
    number: 'number',
    between: (least: string, most: string) => `from ${least} to ${most}`,
    atLeast: (least: string) => `of at least ${least}`,
    letters: (most: string) => `at most ${most} characters`,
    trueOrFalse: '`true` or `false`',
    suchAs: (values: string) => `such as ${values}`,
  },
  option: (value: string, title: string) => `${value}: ${title}`,
  more: {
    name: 'It stands in brackets before each line that the plugin writes.',
    language: 'The settings themselves are in the language of the Homebridge UI.',
    meters:
      'One entry for each meter. [Install](install.md) leads from the wires to the first tile; [Apple Home](apple-home.md) shows what a meter is there.',
    'meters[].name':
      'It is the meter’s identity, also in the local history and in the topics of MQTT; in InfluxDB it is the tag `meter`. Choose one that you will keep.',
    'meters[].port':
      'Which adapter has which port: [wiring](wiring.md#which-adapter). A network bridge is set to 1200 baud (*historique* mode) or 9600 baud (*standard* mode) and to 8N1: the plugin checks the parity itself.',
    'meters[].mode':
      'The `+` button of a Linky goes through its display to *TIC historique* or *TIC standard*. Your supplier can switch it.',
    'meters[].baudRate': 'The usual speeds are 1200 baud in *historique* mode and 9600 baud in *standard* mode.',
    'meters[].tiles':
      'Only a producer’s meter in *standard* mode tells the exported power. With any other, the tile `injection` says *No Response*.',
    'meters[].sensors':
      'Each is an accessory that is on or off, for automations and notifications: [sensors and automations](apple-home.md#sensors-and-automations). Several of them in stages drop loads before the breaker trips: [load shedding](load-shedding.md).',
    'meters[].sensors[].name':
      'Each sensor of a meter needs a name of its own. A renamed sensor keeps its room and its automations; only a new name together with another `when`, `above`, `below` or `leadMinutes` makes a new sensor.',
    'meters[].sensors[].above':
      'Needed with `power`, `current`, `load`, `injection`, `surplus` and `mirrorBehind`. With `voltage`, either this or `below`.',
    'meters[].sensors[].below': 'Only with `voltage`.',
    'meters[].sensors[].delayOn': 'The condition must hold for that long.',
    'meters[].sensors[].delayOff': 'The condition must be over for that long.',
    'meters[].sensors[].leadMinutes': 'Only with `offPeak`.',
    'meters[].sensors[].kind':
      '`contact` opens when the sensor is on. Home learns of `motion` and `contact` at once, of `occupancy` a quarter of a second later.',
    'meters[].matter':
      'With another value the meter becomes another accessory, whose room has to be chosen again. How they differ: [Eve and Matter](eve-matter.md).',
    'meters[].powerFactor':
      'With `auto` there are no W in the first minutes. How they are estimated: [Eve and Matter](eve-matter.md).',
    'meters[].share': 'How to use it: [other programs](other-programs.md), [Home Assistant](home-assistant.md).',
    'meters[].share.httpPort': 'evcc, Home Assistant and EMHASS read [the prices](prices-for-planners.md) there, too.',
    'meters[].share.host': 'There is no password.',
    'meters[].prices':
      'How a day is reckoned, and where prices come from: [energy, euros and years](energy-and-euros.md).',
    'meters[].prices[].from':
      'An entry holds until the date of the next one, so a new price is a new entry, and earlier days keep theirs.',
    'meters[].prices[].given': 'It is shown beside the cost, never taken off it.',
    'meters[].prices[].periods':
      'One entry for each tariff period. Days with a period that has no price have no euros: [energy, euros and years](energy-and-euros.md).',
    'meters[].prices[].periods[].name':
      'The names for Tempo are `HCJB`, `HPJB`, `HCJW`, `HPJW`, `HCJR` and `HPJR`. Other contracts have their supplier’s own names.',
    'meters[].prices[].periods[].hours':
      'Programs that plan go by them, too, where the meter does not tell the hours. The whole form: [energy, euros and years](energy-and-euros.md).',
    'meters[].staleAfter':
      'From then on MQTT says that the meter is unavailable, HTTP answers with an error, and a sensor `silent` counts its delay.',
    page: 'How to open it on each phone, and what others can see: [the house’s page](house-page.md).',
    'page.port': 'Take one from 1024 on that nothing else on this machine uses.',
    influx: 'Which database to take, and what is written: [InfluxDB and Grafana](influxdb-grafana.md).',
    'influx.url':
      'With its path where it has one, as in a cluster or behind a proxy. Without an address there is only the local history.',
    'influx.token': 'Only with `version` `"2"`.',
    'influx.org': 'Only with `version` `"2"`.',
    'influx.bucket': 'Where to write with `version` `"2"`.',
    'influx.database': 'Where to write with `version` `"1"`.',
    'influx.username': 'Only with `version` `"1"`, where the database asks for one.',
    'influx.password':
      'Only with `version` `"1"`, where the database asks for one. It stands in `config.json`, and in no log.',
    'influx.retentionPolicy': 'Only with `version` `"1"`.',
    mqtt: 'Topics, rights, TLS and Home Assistant: [MQTT and Home Assistant](mqtt.md).',
    'mqtt.username': 'Empty where the broker lets everybody in.',
    'mqtt.password': 'It stands in `config.json`, and in no log.',
    'mqtt.topic': 'It has one level or several. Two installations with one broker need a topic each.',
    journal:
      'The curves are kept for two years, if there is room, and the days for ever. Its files, and how to back them up: [maintenance](maintenance.md).',
    'journal.keepDays': 'The same holds for a database that [cannot be verified](influxdb-grafana.md).',
    'journal.maxMegabytes':
      'That is for all its files together. When they are full, the oldest data is deleted, and unsent data last. How much a month takes: [InfluxDB and Grafana](influxdb-grafana.md).',
  } satisfies { readonly [P in keyof FormTexts['fields']]?: string },
};
