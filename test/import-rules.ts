import { dirname, join, normalize } from 'node:path';

/** What no part is too far left or right to know. */
const ANYONE = ['reading', 'log', 'clock', 'printable', 'type config', 'type texts'];
const SINK = [...ANYONE, 'settings', 'stale-timer'];
const LEFT = ['source', 'tic', 'meter'];
const RIGHT = ['homekit', 'matter', 'writer', 'journal', 'influx'];
const BOTH_SIDES = [...ANYONE, ...LEFT, ...RIGHT, 'config', 'settings', 'summary', 'texts'];

/** What runs on a thread of its own: nobody imports it, it is started. */
const THREAD = 'writer/thread';

/**
 * What each part may import besides itself: whole parts, single files, and of `type …` only types. A part is a folder
 * of src, or a file beside the folders together with the folder of its name (`cli.ts` and `cli/`).
 */
const MAY_IMPORT: { readonly [part: string]: readonly string[] } = {
  tic: ['reading'],
  source: ['source/demo'],
  'source/demo': ['source/source', 'tic/encode', 'type reading'],
  meter: [...ANYONE, 'source/source', 'tic'],

  homekit: SINK,
  matter: SINK,
  journal: SINK,
  influx: [...SINK, 'journal'],

  // On Homebridge's thread, which waits for nothing: of the journal and of InfluxDB nothing but types.
  service: [...ANYONE, ...LEFT, 'writer', 'summary', 'texts'],
  platform: [...ANYONE, ...LEFT, 'homekit', 'matter', 'config', 'settings', 'texts', 'service'],
  writer: [...ANYONE, 'type influx'],
  [THREAD]: [...SINK, 'writer', 'journal', 'influx', 'status', 'texts'],

  doctor: [...BOTH_SIDES, 'service', 'status'],
  cli: [...BOTH_SIDES, 'service', 'status', 'doctor'],
  ui: [...BOTH_SIDES, 'service', 'status', 'doctor'],
  index: ['platform', 'settings'],

  reading: [],
  log: [],
  clock: [],
  printable: [],
  texts: [],
  settings: [],
  'stale-timer': ['clock', 'reading'],
  summary: ['reading', 'type texts'],
  status: [...ANYONE, 'type influx'],
  config: ['reading', 'texts'],
};

/** Folders beside src that only serve to test the product, to measure it or to picture it. */
const SUPPORT = ['test', 'testbed', 'bench', 'demo', 'tools'];

/** The folders among these whose files the files of each folder of the project may import. Nobody but a test imports a test. */
const MAY_IMPORT_SUPPORT: { readonly [folder: string]: readonly string[] } = {
  testbed: ['testbed'],
  bench: ['bench', 'testbed'],
  demo: ['demo'],
  tools: ['tools', 'testbed'],
  release: ['testbed'],
};

/** The packages that a part may import, of `type …` only types; a part that is not named has Node's modules alone. */
const MAY_IMPORT_PACKAGES: { readonly [part: string]: readonly string[] } = {
  source: ['serialport'],
  influx: ['@influxdata/influxdb-client'],
  config: ['ajv'],
  cli: ['commander'],
  ui: ['@homebridge/plugin-ui-utils'],
  // A value of homebridge would be another one's where it lives in another tree: they come from `api`.
  homekit: ['type homebridge'],
  matter: ['type homebridge'],
  platform: ['type homebridge'],
  index: ['type homebridge'],
};

/** What makes the outcome depend on more than the bytes. */
const IMPURE =
  /\b(?:Date\.now|Math\.random|performance|process|console|globalThis|require|fetch|set(?:Timeout|Interval|Immediate))\b|\bnew Date\(\)/;

interface Import {
  readonly from: string;
  /** A file of src, or as it is written where it is a package's or Node's. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** What breaks the rules in these files of src, each with its path from there. */
export function violations(files: ReadonlyMap<string, string>): readonly string[] {
  const sources = [...files].map(([path, text]) => ({ path, code: withoutComments(text) }));
  const imports = sources.flatMap(({ path, code }) => importsOf(path, code));
  return [
    ...imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`),
    ...sources
      .filter(({ path, code }) => partOf(path) === 'tic' && IMPURE.test(code))
      .map(({ path }) => `${path} is impure`),
    ...circlesIn(imports),
  ];
}

/** What breaks the rules between the folders of the project in these files, each with its path from the project's root. */
export function folderViolations(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files]
    .flatMap(([path, text]) => importsOf(path, withoutComments(text)))
    .filter(
      ({ from, to }) => SUPPORT.includes(folderOf(to)) && !MAY_IMPORT_SUPPORT[folderOf(from)]?.includes(folderOf(to)),
    )
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** The first folder of a path from the project's root; the name itself of a package or of a module of Node. */
function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!\S)\/\/.*$/gm, '');
}

const STATIC = /\b(?:import|export)\s+(?<type>type\s)?(?:(?<names>[^'";]*?)\bfrom\s+)?'(?<module>[^']+)'/g;
const DYNAMIC = /\bimport\(\s*'(?<module>[^']+)'/g;
const REQUIRED = /\brequire\(\s*'(?<module>[^']+)'/g;
const ONLY_TYPES = /^\{(?:\s*type\s[^,}]+,?)+\s*\}\s*$/;

function importsOf(from: string, code: string): readonly Import[] {
  return [...code.matchAll(STATIC), ...code.matchAll(DYNAMIC), ...code.matchAll(REQUIRED)].map(({ groups = {} }) => {
    const { module = '', type, names = '' } = groups;
    const to = module.startsWith('.') ? normalize(join(dirname(from), module)) : module;
    return { from, to, typeOnly: type !== undefined || ONLY_TYPES.test(names) };
  });
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const part = partOf(from);
  const allowed = MAY_IMPORT[part];
  if (!allowed) return false;
  // Node, and files beside src are anyone's, but for tic, which is pure.
  if (to.startsWith('node:') || to.startsWith('..')) return part !== 'tic';
  if (!to.endsWith('.ts')) {
    return (MAY_IMPORT_PACKAGES[part] ?? []).some(
      (rule) => permits(rule, typeOnly) && rule.replace('type ', '') === to,
    );
  }
  if (partOf(to) === part) return true;
  if (partOf(to) === THREAD) return false;
  return allowed.some((rule) => permits(rule, typeOnly) && covers(rule.replace('type ', ''), to));
}

function permits(rule: string, typeOnly: boolean): boolean {
  return typeOnly || !rule.startsWith('type ');
}

/** The part with the longest name that a file lies in; a file that is in none is a part of its own, without a rule. */
function partOf(path: string): string {
  const parts = Object.keys(MAY_IMPORT).filter((part) => covers(part, path));
  return parts.toSorted((a, b) => b.length - a.length)[0] ?? path;
}

function covers(part: string, path: string): boolean {
  return path === `${part}.ts` || path.startsWith(`${part}/`);
}

function circlesIn(imports: readonly Import[]): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')];
    if (done.has(path)) return [];
    done.add(path);
    return imports.filter(({ from }) => from === path).flatMap(({ to }) => visit(to, [...trail, path]));
  };
  return imports.flatMap(({ from }) => visit(from, []));
}
