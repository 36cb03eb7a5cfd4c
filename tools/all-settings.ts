import file from '../config.schema.json' with { type: 'json' };
import { wrapped } from '../src/cli/terminal.ts';
import { MEASURED_QUANTITIES } from '../src/config/config.ts';
import { englishAllSettings as en } from '../src/texts/en/all-settings.ts';
import type { FieldTexts } from '../src/texts/form.ts';
import { frenchAllSettings as fr } from '../src/texts/fr/all-settings.ts';
import type { Language } from '../src/texts/languages.ts';
import { formTextsIn } from './form.ts';

const LINE_LENGTH = 120;

const allSettingsTextsIn: { readonly [L in Language]: typeof en } = { en, fr };

/** A node of the schema, as far as the page tells of it. */
interface SettingNode {
  readonly type: string | readonly string[];
  readonly properties?: { readonly [name: string]: SettingNode };
  readonly items?: SettingNode;
  readonly required?: readonly string[];
  readonly oneOf?: readonly { readonly const: string }[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** A setting, or a block or list of settings, under its path: `meters[].port`. */
interface Setting {
  readonly path: string;
  readonly node: SettingNode;
  readonly isNeeded: boolean;
}

/** Where the page of each language is, from the project's folder. */
export const ALL_SETTINGS_PAGES: { readonly [L in Language]: string } = {
  en: 'docs/settings.md',
  fr: 'docs/settings.fr.md',
};

/**
 * The page of docs about all settings, in one language: of the schema the paths, defaults and limits, of the form the names and
 * descriptions, and of the page's own texts what the form has no room for. So a setting has one place for each.
 */
export function allSettingsIn(language: Language): string {
  const { title, links, introduction, example, general } = allSettingsTextsIn[language];
  return `${[
    `# ${title}`,
    '<!-- `npm run build` writes this page, of config.schema.json and src/texts. -->',
    links,
    introduction,
    `## ${example.title}`,
    example.before,
    `\`\`\`json\n${exampleIn(language)}\n\`\`\``,
    `## ${general}`,
    ...settingsOf(file.schema, '', language),
  ].join('\n\n')}\n`;
}

/** A whole configuration, with the names of a language. */
function exampleIn(language: Language): string {
  const { house, overload, offPeak, password } = allSettingsTextsIn[language].example.names;
  return `{
  "platforms": [
    {
      "platform": "LinkyTIC",
      "name": "Linky TIC",
      "language": "${language}",
      "meters": [
        {
          "name": "${house}",
          "port": "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0",
          "tiles": ["power", "current"],
          "sensors": [
            { "name": "${overload}", "when": "load", "above": 90, "hysteresis": 10, "delayOn": 10, "delayOff": 60 },
            { "name": "${offPeak}", "when": "offPeak", "kind": "contact" }
          ],
          "prices": [
            {
              "from": "2026-08-01",
              "subscription": 15.86,
              "periods": [{ "name": "HP", "price": 0.2142 }, { "name": "HC", "price": 0.1589, "hours": "22:30-06:30" }]
            }
          ],
          "share": { "httpPort": 2002 }
        }
      ],
      "page": { "port": 8588, "host": "0.0.0.0" },
      "influx": { "url": "http://localhost:8428" },
      "mqtt": { "url": "mqtt://localhost:1883", "username": "linky", "password": "${password}" }
    }
  ]
}`;
}

/** The paragraphs about what is in a block: its settings, and then the blocks and lists in it. */
function settingsOf(block: SettingNode, path: string, language: Language): readonly string[] {
  const inside = Object.entries(block.properties ?? {}).map(([name, node]): Setting => {
    return { path: path === '' ? name : `${path}.${name}`, node, isNeeded: block.required?.includes(name) ?? false };
  });
  return [
    ...inside.filter(({ node }) => !isGroup(node)).flatMap((setting) => aboutSetting(setting, language)),
    ...inside.filter(({ node }) => isGroup(node)).flatMap((group) => aboutGroup(group, language)),
  ];
}

function isGroup({ properties, items }: SettingNode): boolean {
  return (properties ?? items?.properties) !== undefined;
}

function aboutGroup({ path, node }: Setting, language: Language): readonly string[] {
  const { block, list } = allSettingsTextsIn[language];
  const { title, description } = formTexts(path, language);
  return [
    `## ${title}`,
    sentences(description && withCode(description), (node.items ? list : block)(code(path)), more(path, language)),
    ...(node.items ? settingsOf(node.items, `${path}[]`, language) : settingsOf(node, path, language)),
  ];
}

function aboutSetting(setting: Setting, language: Language): readonly string[] {
  const { path, node } = setting;
  const { description } = formTexts(path, language);
  const says = sentences(description && withCode(description), more(path, language));
  const options = optionsOf(node, path, language);
  return [
    `### ${code(path)}`,
    factsOf(setting, language).join(' · '),
    ...(says === '' ? [] : [says]),
    ...(options.length === 0 ? [] : [options.join('\n')]),
  ];
}

/** A setting's name in the form, its default, and what it may be. */
function factsOf({ path, node, isNeeded }: Setting, language: Language): readonly string[] {
  const { facts } = allSettingsTextsIn[language];
  const { title, placeholder } = formTexts(path, language);
  const { default: value, maxLength, type } = node;
  const examples = node.examples?.filter((example) => example !== value).map(code) ?? [];
  // An example that differs by language is a word of that language.
  const suchAs = placeholder ? [`*${placeholder}*`] : examples;
  return [
    `**${title}**`,
    isNeeded ? facts.needed : isNothing(value) ? facts.empty : facts.byDefault(code(value)),
    ...(type === 'boolean' ? [facts.trueOrFalse] : []),
    ...numberFacts(node, language),
    ...(maxLength === undefined ? [] : [facts.letters(String(maxLength))]),
    ...(suchAs.length > 0 && !node.oneOf ? [facts.suchAs(suchAs.join(', '))] : []),
  ];
}

function numberFacts({ type, minimum, maximum }: SettingNode, language: Language): readonly string[] {
  const { facts } = allSettingsTextsIn[language];
  const kind = [type].flat().find((name) => name === 'integer' || name === 'number');
  if (kind === undefined) return [];
  if (minimum === undefined) return [facts[kind]];
  const limits = maximum === undefined ? facts.atLeast(code(minimum)) : facts.between(code(minimum), code(maximum));
  return [`${facts[kind]} ${limits}`];
}

/** A line for each value that a setting, or an item of a list, may have. */
function optionsOf(node: SettingNode, path: string, language: Language): readonly string[] {
  const { option } = allSettingsTextsIn[language];
  if (node.items) return optionsOf(node.items, `${path}[]`, language);
  const titles = formTexts(path, language).options ?? {};
  return (node.oneOf ?? []).map(({ const: value }) => `* ${option(code(value), titles[value] ?? '')}`);
}

function formTexts(path: string, language: Language): FieldTexts {
  const fields: { readonly [path: string]: FieldTexts } = formTextsIn[language].fields;
  return fields[path] ?? {};
}

/** What only this page says of a setting. That of a threshold names the quantities that are compared with one. */
function more(path: string, language: Language): string | undefined {
  const texts: { readonly [path: string]: string | ((measured: string) => string) } = allSettingsTextsIn[language].more;
  const text = texts[path];
  return typeof text === 'function' ? text(MEASURED_QUANTITIES.map(code).join(', ')) : text;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === '';
}

/** A value as the file has it, but a text without its quotes, unless it would be a number then. */
function code(value: unknown): string {
  const isWord = typeof value === 'string' && !/^\d+$/.test(value);
  return `\`${isWord ? value : JSON.stringify(value).replaceAll(',', ', ')}\``;
}

/** What is no word in a text of the form, which has no marks for it: an address, a path of `/dev` or `/etc`, a name with `_`. */
const NO_WORD = /\w+:\/\/(?:[\p{L}\d.:]*[\p{L}\d])?|\/(?:dev|etc)\/[\w./-]*\w|\d+\.\d+\.\d+\.\d+|\w+_\w+/gu;

function withCode(text: string): string {
  return text.replace(NO_WORD, '`$&`');
}

/** Texts as one paragraph, in lines that fit a window. */
function sentences(...texts: readonly (string | undefined)[]): string {
  const paragraph = texts.filter((text) => text !== undefined).join(' ');
  return wrapped(paragraph, LINE_LENGTH).join('\n');
}
