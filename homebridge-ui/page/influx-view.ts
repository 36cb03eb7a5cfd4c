import { h, setChildren } from './dom.ts';
import { field, radioChoices } from './elements.ts';
import { influxTrialView } from './influx-trial-view.ts';
import {
  type ConfigBlock,
  type InfluxVersion,
  influxOf,
  influxVersionOf,
  textOrEmpty,
  withInflux,
  withoutInflux,
} from './model/config-block.ts';
import type { SettingsPage } from './settings-page.ts';

/** The address of a server on this machine: VictoriaMetrics, which is recommended for a start, or an InfluxDB 1. */
const URL_EXAMPLES: { readonly [V in InfluxVersion]: string } = {
  '2': 'http://localhost:8428',
  '1': 'http://localhost:8086',
};
/** The fields of each version, in the order of the form. */
const FIELDS = {
  '2': ['url', 'token', 'org', 'bucket'],
  '1': ['url', 'database', 'username', 'password'],
} as const satisfies { readonly [V in InfluxVersion]: readonly string[] };
type Field = (typeof FIELDS)[InfluxVersion][number];

const SECRET: readonly Field[] = ['token', 'password'];
const OPTIONAL: readonly Field[] = ['org', 'username', 'password'];
/** The same defaults as in the settings' schema. */
const DEFAULTS: { readonly [F in Field]?: string } = { bucket: 'linky', database: 'linky' };

/** Asks whether the readings are sent to an InfluxDB, and to which one; can try the connection. */
export function influxView(page: SettingsPage): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.influx;
  const version = influxVersionOf(influxOf(settings.block));
  // Remembers the fields, so that they reappear if the user chooses “no InfluxDB” temporarily.
  let typed: ConfigBlock = influxOf(settings.block);
  /** The address that the page has filled in; another choice replaces it. */
  let proposed: string | undefined;
  const trial = influxTrialView(page);
  const fields = h('div', { class: 'fields' });
  show(version);
  const options = (['none', '2', '1'] as const).map((value) => ({
    value,
    title: texts.versions[value],
    hint: texts.hints[value],
  }));
  return h(
    'section',
    { class: 'influx' },
    radioChoices(texts.legend, options, version ?? 'none', chooseVersion),
    h('form', { submit: trial.start }, fields, trial.element),
  );

  function chooseVersion(value: string): void {
    trial.forget();
    if (value === 'none') {
      typed = influxOf(settings.block);
      settings.edit(withoutInflux);
    } else if (value === '1' || value === '2') {
      const url = urlFor(value);
      settings.edit((block) => withInflux(block, { ...typed, ...influxOf(block), url, version: value }));
    }
    show(influxVersionOf(influxOf(settings.block)));
  }

  /** The address that the user has entered, or else an example for the version. */
  function urlFor(chosen: InfluxVersion): string {
    const given = textOrEmpty({ ...typed, ...influxOf(settings.block) }['url']);
    if (given !== '' && given !== proposed) return given;
    proposed = URL_EXAMPLES[chosen];
    return proposed;
  }

  function show(shown: InfluxVersion | undefined): void {
    trial.element.hidden = shown === undefined;
    setChildren(fields, ...(shown === undefined ? [] : FIELDS[shown].map(fieldOf)));
  }

  function fieldOf(name: Field): HTMLElement {
    const label = OPTIONAL.includes(name) ? `${texts[name]} ${texts.optional}` : texts[name];
    const onInput = (text: string) => {
      trial.forget();
      // A password may begin or end with a blank; in all other fields that is a mistake.
      const value = name === 'password' ? text : text.trim();
      settings.edit((block) => withInflux(block, { [name]: value }));
    };
    const secret = { type: 'password', autocomplete: 'new-password' };
    const value = textOrEmpty(influxOf(settings.block)[name]) || (DEFAULTS[name] ?? '');
    const note = name === 'url' || name === 'token' ? texts.notes[name] : undefined;
    return field(label, value, onInput, SECRET.includes(name) ? secret : {}, note);
  }
}
