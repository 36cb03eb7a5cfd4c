import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { API } from 'homebridge';
import { describe, expect, test } from 'vitest';
import file from '../../config.schema.json' with { type: 'json' };
import homebridge from '../../node_modules/homebridge/package.json' with { type: 'json' };
import pack from '../../package.json' with { type: 'json' };
import { type PluginSchema, verificationProblems } from '../../release/homebridge-verification.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../../src/base/plugin-names.ts';
import { readConfig } from '../../src/config/read-config.ts';
import register from '../../src/index.ts';
import type { FieldTexts } from '../../src/texts/form.ts';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { formIn, formTextsIn } from '../../tools/form.ts';
import { fullConfigOf, type SchemaNode } from '../full-config.ts';

const schema = file.schema as SchemaNode;
const french = formIn('fr');
const nodes = [...nodesOf(schema)];
const fields = nodes.filter(([path]) => path !== '' && !path.endsWith('[]'));

describe('the package', () => {
  test('has nothing that Homebridge’s verification refuses', () => {
    const paths = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const code = Object.fromEntries(paths.map((path) => [path, readFileSync(`src/${path}`, 'utf8')]));
    const schemas: { [path: string]: PluginSchema } = { english: file, french };
    expect(verificationProblems({ manifest: pack, schemas, code }, homebridge.version)).toEqual([]);
  });

  test('has the name of this plugin', () => {
    expect(pack.name).toBe(PLUGIN_NAME);
  });

  test('is built before it is packed', () => {
    expect(pack.scripts.prepack).toBe('npm run build');
  });

  test('names the folder of its French schema', () => {
    expect(pack.directories.schemas).toBe('schemas');
  });
});

describe('the plugin', () => {
  test('registers the platform that its schema is for', () => {
    const registered: unknown[] = [];
    register({ registerPlatform: (...words: unknown[]) => registered.push(...words) } as unknown as API);
    expect(registered).toEqual([file.pluginAlias, expect.any(Function)]);
  });
});

describe('the schema', () => {
  test('is for this platform, which is configured once', () => {
    expect(file).toMatchObject({ pluginAlias: PLATFORM_NAME, pluginType: 'platform', singular: true });
  });

  test('has its required fields in lists, and only those without a default', () => {
    for (const [path, { required, properties = {} }] of nodes) {
      if (required === undefined) continue;
      expect(required, path).toBeInstanceOf(Array);
      for (const name of required as string[])
        expect(properties[name], `${path}.${name}`).not.toHaveProperty('default');
    }
  });

  test('offers each default among its options', () => {
    for (const [path, { oneOf, default: byDefault }] of nodes) {
      const offered = oneOf?.map((option) => option.const);
      if (offered && typeof byDefault === 'string') expect(offered, path).toContain(byDefault);
    }
  });

  test('accepts its own defaults and examples', () => {
    const ajv = new Ajv({ strict: false });
    for (const [path, node] of fields) {
      const given = [...('default' in node ? [node.default] : []), ...(node.examples ?? [])];
      for (const value of given) expect(ajv.validate(node, value), `${path}: ${JSON.stringify(value)}`).toBe(true);
    }
  });

  test('shows numbers as fields, not as sliders', () => {
    const bounded = fields.filter(([, { type, maximum }]) => type === 'integer' && maximum !== undefined);
    expect(bounded).not.toEqual([]);
    for (const [path, node] of bounded) expect(node['x-schema-form']?.type, path).toBe('number');
  });

  // Homebridge's form deletes a list from such a field, and says nothing.
  test('has no field that may be a list or a text', () => {
    const either = fields.filter(([, { type }]) => Array.isArray(type) && type.includes('array'));
    expect(either.map(([path]) => path)).toEqual([]);
  });

  test('shows secrets as password fields', () => {
    const hidden = fields.filter(([, node]) => node['x-schema-form']?.type === 'password').map(([path]) => path);
    expect(hidden).toEqual(['influx.token', 'influx.password', 'mqtt.password']);
  });

  test('gives every field a title', () => {
    expect(fields.filter(([, { title }]) => !title)).toEqual([]);
  });

  test('describes each field whose title does not explain it', () => {
    for (const path of ['influx.org', 'journal.keepDays']) {
      expect(nodes.find(([at]) => at === path)?.[1].description, path).toBeTruthy();
    }
  });

  test('has a text for each pattern', () => {
    const formed = fields
      .filter(([, { pattern }]) => pattern)
      .map(([path]) => (path === 'mqtt.url' ? 'brokerUrl' : path.split('.').at(-1)));
    expect([...new Set(formed)].sort()).toEqual(Object.keys(textsIn.en.config.form).sort());
  });
});

describe('the form', () => {
  test('offers each language', () => {
    expect(schema.properties?.['language']?.oneOf?.map((option) => option.const)).toEqual(LANGUAGES);
  });

  const sensor = schema.properties?.['meters']?.items?.properties?.['sensors']?.items?.properties ?? {};
  const influx = schema.properties?.['influx']?.properties ?? {};

  test('has a choice for each kind of sensor', () => expect(sensor['when']?.oneOf?.length).toBeGreaterThan(9));

  test.each((sensor['when']?.oneOf ?? []).map((option) => option.const))(
    'asks of a sensor of %s for what it uses, and for nothing else',
    (when) => {
      const sensorWith = (fields: object) => ({
        influx: { url: 'http://nas:8086' },
        meters: [{ port: 'demo', sensors: [{ name: 'Capteur', when, ...fields }] }],
      });
      const read = [{ above: 1 }, { below: 1 }].map(
        (limit) => readConfig(sensorWith(limit)).config.meters[0]?.sensors[0] ?? {},
      );
      const typed = sensorWith({});
      const shown = Object.keys(sensor).filter((name) => isShown(sensor[name], typed, [0, 0]));
      expect(shown.sort()).toEqual([...new Set(read.flatMap(Object.keys))].sort());
      const isMissing = readConfig(typed).problems.some(({ path }) => path === 'meters[0].sensors[0].above');
      expect(isMissing).toBe(shown.includes('above'));
    },
  );

  test.each(['1', '2'] as const)('shows the fields of InfluxDB %s, and no others', (version) => {
    const typed = { influx: { url: 'http://nas:8086', version } };
    const shown = Object.keys(influx).filter((name) => isShown(influx[name], typed, []));
    expect(shown.sort()).toEqual(Object.keys(readConfig(typed).config.influx ?? {}).sort());
  });
});

describe.each(LANGUAGES)('the form in %s', (language) => {
  test('has a title for each option of a field, and for no other', () => {
    const texts: { readonly [path: string]: FieldTexts } = formTextsIn[language].fields;
    for (const [path, { oneOf = [] }] of nodes) {
      const titled = Object.keys(texts[path]?.options ?? {});
      expect(titled.sort(), path).toEqual(oneOf.map((option) => option.const).sort());
    }
  });

  test('is the same as in English except for its texts', () => {
    expect(withoutTexts(formIn(language))).toEqual(withoutTexts(file));
  });
});

describe('the form in English', () => {
  test('is config.schema.json, into which `npm run build` writes its texts', () => {
    expect(file).toStrictEqual(formIn('en'));
  });
});

describe('the form in French', () => {
  test('has every text in French, but for names and values that are alike in both languages', () => {
    const names = ['Bucket', 'English', 'Français', 'Historique', 'InfluxDB', 'InfluxDB 1.x', 'MQTT', 'Matter'];
    const words = ['HP', 'Organisation', 'Port', 'Standard', 'Version', 'mqtt://localhost:1883'];
    const english = [...textsOf(file)];
    const alike = [...textsOf(french)].filter((text, index) => text === english[index] && !isValue(text));
    expect([...new Set(alike)].sort()).toEqual([...names, ...words].sort());
  });
});

describe('the texts in French', () => {
  test('use the established names of Apple Home and of a retention policy', () => {
    const folder = new URL('../../src/texts/fr/', import.meta.url);
    const files = readdirSync(folder);
    expect(files).toContain('page.ts');
    const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('');
    expect(texts).not.toMatch(/Apple Maison|règle de rétention|tous les combien/i);
  });
});

describe('a configuration that is generated from the schema', () => {
  test('has no problem with each property from its default, example or first option', () => {
    const { config, problems } = readConfig({ platform: PLATFORM_NAME, ...(fullConfigOf(schema) as object) });
    expect(problems).toEqual([]);
    expect(config.meters).toHaveLength(1);
    expect(config.influx).toBeDefined();
  });

  test('has problems with a made-up value for each text', () => {
    const { config, problems } = readConfig(fullConfigOf(schema, 'test-value'));
    expect(problems).not.toEqual([]);
    expect(config.meters).toEqual([]);
  });

  test('has no problem with the name of the platform only', () => {
    expect(readConfig({ platform: PLATFORM_NAME }).problems).toEqual([]);
  });
});

/** The node and those within, each under its path: `meters[].name`. */
function* nodesOf(node: SchemaNode, path = ''): Generator<[path: string, node: SchemaNode]> {
  yield [path, node];
  for (const [name, inner] of Object.entries(node.properties ?? {})) {
    yield* nodesOf(inner, path === '' ? name : `${path}.${name}`);
  }
  if (node.items) yield* nodesOf(node.items, `${path}[]`);
}

/** As the form decides it: no condition, or one that holds. */
function isShown(node: SchemaNode | undefined, model: unknown, arrayIndices: number[]): boolean {
  if (!node?.condition) return true;
  return new Function('model', 'arrayIndices', node.condition.functionBody)(model, arrayIndices);
}

/** Whether an example is a number, an hour, a date, a path or an address. */
function isValue(text: string): boolean {
  return /^([\d.:-]+|\/\S+|http:\S+)$/.test(text);
}

const TEXTS = ['title', 'description', 'placeholder', 'headerDisplay', 'buttonText'];

function withoutTexts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (isText(key, inner) ? undefined : inner)));
}

function* textsOf(value: unknown): Generator<string> {
  for (const [key, inner] of Object.entries(value ?? {})) {
    if (isText(key, inner)) yield inner;
    else if (typeof inner === 'object') yield* textsOf(inner);
  }
}

function isText(key: string, value: unknown): value is string {
  return TEXTS.includes(key) && typeof value === 'string';
}
