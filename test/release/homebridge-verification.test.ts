import { describe, expect, test } from 'vitest';
import {
  type Manifest,
  type Package,
  type PluginSchema,
  placesToReview,
  verificationProblems,
} from '../../release/homebridge-verification.ts';

const manifest: Manifest = {
  name: 'homebridge-house',
  version: '1.0.0',
  homepage: 'https://house.example',
  bugs: { url: 'https://house.example/bugs' },
  keywords: ['homebridge-plugin', 'house'],
  scripts: { prepack: 'build', test: 'vitest' },
  engines: { node: '^22.13.0 || ^24.0.0', homebridge: '^1.8.0 || ^2.0.0' },
  dependencies: { ajv: '^8.0.0' },
};
const named = { name: { type: 'string' } };
const form = { pluginAlias: 'House', pluginType: 'platform', schema: { type: 'object', properties: named } };
const house: Package = {
  manifest,
  schemas: { 'config.schema.json': form },
  code: { 'dist/index.js': 'const evaluated = medieval(1); export const isFunction = (f) => f instanceof Function;' },
};
const problems = (changes: Partial<Package>) => verificationProblems({ ...house, ...changes }, '2.4.0');

test('a package that follows every rule has no problem', () => expect(problems({})).toEqual([]));

describe('in package.json Homebridge refuses', () => {
  test.each<readonly [name: keyof Manifest, value: unknown, problem: RegExp]>([
    ['name', 'house', /house is no name/],
    ['homepage', 'http://house.example', /homepage/],
    ['homepage', undefined, /homepage/],
    ['bugs', { url: 'http://house.example' }, /bugs/],
    ['bugs', undefined, /bugs/],
    ['keywords', ['homebridge', 'house'], /no keyword/],
    ['keywords', ['homebridge-plugin'], /only keyword/],
    ['scripts', { postinstall: 'curl' }, /postinstall runs/],
    ['scripts', { install: 'curl' }, /install runs/],
    ['scripts', { prepare: 'curl' }, /prepare runs/],
    ['engines', { node: '^24.0.0', homebridge: '^2.0.0' }, /Node.js 22/],
    ['engines', { node: '^22.0.0', homebridge: '^2.0.0' }, /Node.js 24/],
    ['engines', { node: '^22.0.0 || ^24.0.0', homebridge: '^1.8.0' }, /Homebridge 2/],
    ['dependencies', { homebridge: '^2.0.0' }, /brings homebridge along/],
    ['optionalDependencies', { 'hap-nodejs': '^1.0.0' }, /brings hap-nodejs along/],
    ['peerDependencies', { homebridge: '^2.0.0' }, /brings homebridge along/],
    ['peerDependenciesMeta', { homebridge: { optional: true } }, /brings homebridge along/],
    ['bundledDependencies', ['hap-nodejs'], /brings hap-nodejs along/],
    ['bundleDependencies', ['homebridge'], /brings homebridge along/],
  ])('%s %j', (name, value, problem) => {
    const changed = { ...manifest, [name]: value } as Manifest;
    expect(problems({ manifest: changed })).toEqual([expect.stringMatching(problem)]);
  });
});

describe('in a schema Homebridge refuses', () => {
  const schemaWith = (port: object) => ({ ...form, schema: { type: 'object', properties: { ...named, port } } });

  test.each<readonly [what: string, schema: PluginSchema, problem: RegExp]>([
    ['no alias', { pluginType: 'platform', schema: form.schema }, /pluginAlias/],
    ['no type', { pluginAlias: 'House', schema: form.schema }, /pluginType/],
    ['no object', { ...form, schema: { type: 'array', properties: named } }, /object/],
    ['no name', { ...form, schema: { type: 'object' } }, /name/],
    ['a type that Ajv does not know', schemaWith({ type: 'text' }), /compile/],
    ['an option twice', schemaWith({ oneOf: [{ const: 1 }, { const: 1 }] }), /^\S+: \.port offers/],
    ['a value twice in a list', schemaWith({ type: 'array', items: { enum: [1, 1] } }), /\.port\[\] offers|compile/],
  ])('%s', (_, schema, problem) => {
    expect(problems({ schemas: { 'config.schema.json': schema } })[0]).toMatch(problem);
  });

  test('a property with `required: true` of its own', () => {
    expect(problems({ schemas: { a: schemaWith({ type: 'string', required: true }) } })).toContain(
      'a: .port has required as a boolean',
    );
  });

  test('a package without a schema', () => expect(problems({ schemas: {} })).toEqual(['there is no schema']));
});

describe('in code Homebridge refuses', () => {
  test.each([
    ['eval(text)', 'eval('],
    ['const f = new Function("return 1")', 'Function('],
    ['Function ("return 1")()', 'Function ('],
    ["import { exec } from 'node:child_process'", 'child_process'],
  ])('%s', (text, found) => {
    expect(problems({ code: { 'page.js': text } })).toEqual([`page.js: it has ${found}`]);
  });

  test('a package without code', () => expect(problems({ code: {} })).toEqual(['there is no code']));
});

describe('a person of Homebridge looks at', () => {
  test.each([
    ['const load = require(name)', ['require(']],
    ["readFile('/etc/passwd')", ['/etc/passwd']],
    ['join(home, ".ssh/id_rsa")', ['.ssh/', 'id_rsa']],
    ['const privateKey = 1', ['privateKey']],
    ["readFile('.env')", ["'.env"]],
    [
      "const fs = require('node:fs'); const { HOME } = process.env; const { LANG } = session.env; const the = 'private keys';",
      [],
    ],
  ])('%s', (text, found) => {
    expect(placesToReview({ ...house, code: { 'a.js': text } })).toEqual(found.map((one) => `a.js: ${one}`));
  });
});
