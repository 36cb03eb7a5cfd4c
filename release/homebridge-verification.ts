import { Ajv } from 'ajv';
import type { Problems } from './rules.ts';

/** The files of a package that Homebridge's verification looks at. */
export interface Package {
  /** package.json */
  readonly manifest: Manifest;
  /** Each schema of a settings form, by its path. */
  readonly schemas: { readonly [path: string]: PluginSchema };
  /** The text of each file of code, by its path. */
  readonly code: { readonly [path: string]: string };
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly homepage?: string;
  readonly bugs?: { readonly url?: string };
  readonly keywords?: readonly string[];
  readonly scripts?: { readonly [name: string]: string };
  readonly engines?: { readonly node?: string; readonly homebridge?: string };
  readonly dependencies?: { readonly [name: string]: string };
  readonly optionalDependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
  readonly peerDependenciesMeta?: { readonly [name: string]: object };
  readonly bundledDependencies?: readonly string[];
  readonly bundleDependencies?: readonly string[];
}

export interface PluginSchema {
  readonly pluginAlias?: string;
  readonly pluginType?: string;
  readonly schema?: SchemaNode;
}

interface SchemaNode {
  readonly type?: unknown;
  readonly required?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly { readonly const?: unknown }[];
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
}

/**
 * What Homebridge's automated verification of plugins would refuse in these files.
 * @param homebridge the newest version of Homebridge
 */
export function verificationProblems({ manifest, schemas, code }: Package, homebridge: string): Problems {
  return [
    ...manifestProblems(manifest, homebridge),
    ...Object.entries(schemas).flatMap(([path, schema]) =>
      schemaProblems(schema).map((problem) => `${path}: ${problem}`),
    ),
    ...(Object.keys(schemas).length === 0 ? ['there is no schema'] : []),
    ...Object.entries(code).flatMap(([path, text]) => codeProblems(text).map((problem) => `${path}: ${problem}`)),
    ...(Object.keys(code).length === 0 ? ['there is no code'] : []),
  ];
}

function manifestProblems(manifest: Manifest, homebridge: string): Problems {
  const { name, homepage = '', bugs, keywords = [], scripts = {}, engines = {} } = manifest;
  const newest = homebridge.split('.')[0] ?? '';
  const rules: readonly (readonly [holds: boolean, problem: string])[] = [
    [/^(?:@[^/]+\/)?homebridge-/.test(name), `${name} is no name of a plugin`],
    [homepage.startsWith('https:'), 'homepage is not https'],
    [bugs?.url?.startsWith('https:') ?? false, 'bugs.url is not https'],
    [keywords.includes('homebridge-plugin'), 'homebridge-plugin is no keyword'],
    [keywords.length > 1, 'homebridge-plugin is the only keyword'],
    ...['22', '24'].map((major) => [accepts(engines.node, major), `engines.node has no Node.js ${major}`] as const),
    [accepts(engines.homebridge, newest), `engines.homebridge has no Homebridge ${newest}`],
    ...Object.keys(scripts).map((script) => [!INSTALLS.test(script), `${script} runs when it is installed`] as const),
    ...broughtAlong(manifest).map((other) => [!HOMEBRIDGE.test(other), `it brings ${other} along`] as const),
  ];
  return rules.flatMap(([holds, problem]) => (holds ? [] : [problem]));
}

/** The names of all packages that npm installs with a package, peers among them. */
function broughtAlong(manifest: Manifest): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const { bundledDependencies = [], bundleDependencies = [] } = manifest;
  const named = { ...dependencies, ...optionalDependencies, ...peerDependencies, ...peerDependenciesMeta };
  return [...new Set([...Object.keys(named), ...bundledDependencies, ...bundleDependencies])];
}

const INSTALLS = /^(?:pre|post)?install$|^prepare$/;
const HOMEBRIDGE = /^(?:homebridge|hap-nodejs|@homebridge\/hap-nodejs)$/;

/** Whether a range such as `^22.13.0 || ^24.0.0` accepts the newest release of a major version. */
function accepts(range: string | undefined, major: string): boolean {
  return range?.split('||').some((part) => part.trim().startsWith(`^${major}.`)) ?? false;
}

function schemaProblems({ pluginAlias, pluginType, schema = {} }: PluginSchema): Problems {
  const problems = pluginAlias && pluginType ? [] : ['pluginAlias or pluginType is missing'];
  if (schema.type !== 'object') problems.push('it is not of an object');
  if (!schema.properties?.['name']) problems.push('there is no property name');
  try {
    new Ajv({ strict: false }).compile(schema);
  } catch (error) {
    problems.push(`it does not compile: ${error instanceof Error ? error.message : error}`);
  }
  return [...problems, ...nodeProblems(schema, '')];
}

/** The problems of a node and of the nodes within it, each with its path. */
function nodeProblems(node: SchemaNode, path: string): Problems {
  const offered = node.enum ?? node.oneOf?.map((option) => option.const) ?? [];
  return [
    ...(typeof node.required === 'boolean' ? [`${path} has required as a boolean`] : []),
    ...(new Set(offered).size < offered.length ? [`${path} offers a value twice`] : []),
    ...Object.entries(node.properties ?? {}).flatMap(([name, inner]) => nodeProblems(inner, `${path}.${name}`)),
    ...(node.items ? nodeProblems(node.items, `${path}[]`) : []),
  ];
}

/**
 * Homebridge refuses `exec` of a command line that is put together. The package starts no other program, so `child_process`
 * is refused altogether.
 */
const REFUSED = /\beval\s*\(|\bFunction\s*\(|\bchild_process\b/g;

function codeProblems(text: string): Problems {
  return [...new Set(text.match(REFUSED))].map((found) => `it has ${found}`);
}

/** What Homebridge's verification does not refuse, but hands to a person: names of files with secrets, and code loaded by its name. */
const REVIEWED = /\brequire\s*\((?!\s*['"])|\.(?:ssh|aws)[/\\]|id_rsa|private[_-]?key|\/etc\/passwd|['"`/]\.env\b/gi;

/** The places at which a reviewer of Homebridge will look. The description of a release says why they are there. */
export function placesToReview({ code }: Package): readonly string[] {
  return Object.entries(code).flatMap(([path, text]) =>
    [...new Set(text.match(REVIEWED))].map((found) => `${path}: ${found}`),
  );
}
