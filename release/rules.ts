/** What speaks against a release, in words. A rule that holds gives no problem. */
export type Problems = readonly string[];

/** Names the files that are not committed. @param status the output of `git status --porcelain` */
export function treeProblems(status: string): Problems {
  const paths = status.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
  return paths.length === 0 ? [] : [`not committed: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? '…' : ''}`];
}

const HEADING = /^## (?<version>\S+) \((?<date>[^)]*)\)$/m;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Where a change writes its line, until the release gives that part a version and a day. */
const NEXT = /^## Next$/m;

/**
 * The first heading of the changelog must be this version, with the day of its release. The plugin trusts no clock that
 * stands before that day.
 * @param builtAtMs the day as the plugin knows it, `BUILT_AT_MS`
 */
export function changelogProblems(changelog: string, version: string, builtAtMs: number): Problems {
  if (NEXT.test(changelog)) return [`CHANGELOG.md has “## Next”: the release makes it ${version} with its day`];
  const { version: newest, date = '' } = HEADING.exec(changelog)?.groups ?? {};
  if (newest !== version) return [`CHANGELOG.md begins with ${newest ?? 'no version'}, and the package is ${version}`];
  if (!DATE.test(date))
    return [`CHANGELOG.md says of ${version}: ${date || 'nothing'}. A release has a day: 2026-11-25`];
  const builtOn = new Date(builtAtMs).toISOString().slice(0, 10);
  return builtOn === date
    ? []
    : [`BUILT_AT_MS in src/base/plugin-names.ts is ${builtOn}, and CHANGELOG.md says ${date}`];
}

/**
 * The part of the changelog about a version, without its heading.
 * @throws Error when there is none
 */
export function notesIn(changelog: string, version: string): string {
  const [, ...parts] = changelog.split(/^(?=## )/m);
  const part = parts.find((one) => one.startsWith(`## ${version} (`));
  if (part === undefined) throw new Error(`CHANGELOG.md has nothing about ${version}`);
  return part.replace(/^.*\n/, '').trim();
}

/** The parts of package-lock.json that the rules look at. */
export interface Lockfile {
  readonly version?: string;
  readonly packages: { readonly [path: string]: { readonly version?: string; readonly resolved?: string } };
}

/** The version must have three numbers and nothing more, the same in package.json and in the lockfile. */
export function versionProblems(version: string, { version: locked, packages }: Lockfile): Problems {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return [`${version} is no version for a release`];
  const others = [locked, packages['']?.version].filter((other) => other !== version);
  return others.length === 0 ? [] : [`package-lock.json is of ${others.join(', ')}, and the package is ${version}`];
}

/** The lockfile must not name the servers that its packages came from: npm would ask no other server for them. */
export function lockfileProblems({ packages }: Lockfile): Problems {
  return Object.entries(packages).flatMap(([path, { resolved }]) =>
    resolved?.includes('://') ? [`package-lock.json has an address for ${path}: ${resolved}`] : [],
  );
}

/** The files that may be in the package, besides those that the build makes in dist. */
const MAY_BE_PACKED = [
  /^(?:package\.json|README\.md|LISEZMOI\.md|CHANGELOG\.md|LICENSE)$/,
  /^(?:config\.schema\.json|schemas\/config\.schema\.\w+\.json)$/,
  /^grafana\/linky-\w+\.\w+\.json$/,
  /^docs\/(?:linky-tic\.service|[\w-]+(?:\.fr)?\.md)$/,
  /^homebridge-ui\/(?:server\.js|public\/[^.][^/]*\.(?:html|js|css|json|webmanifest|svg|png|txt))$/,
];
/** What the build may make: code, and the licences of what is bundled. No map: its sources are not packed. */
const MAY_BE_BUILT = /^dist\/(?:(?:[\w-]+\/)*[\w-]+(?:\.\w\w)?\.js|NOTICES\.txt)$/;
/**
 * A change that needs more says why, here: what is packed waits on an SD card, and is fetched over a slow line. From 480 kB and 110 files
 * on: what a year would have cost on other contracts, with its card, its page and the colours of Tempo since 2014, and hours by season
 * that are typed as a letter has them. From 525 kB and 115 files on: the house's page. 17 kB are its code, its styles, its icons for the home
 * screens of phones, and that the code of the views stands in a file apart from that of the settings; 13 its server and the thread of what
 * is shared, in parts that most homes do not load; 13 the card with its QR code, and the pages that say who can see what. From 565 kB and 139 files on: MQTT and the prices for programs that
 * plan. 33 kB are the client of MQTT.js, in a file that is loaded only where a broker is set, instead of 44 packages; the rest our code, the
 * card that sets a broker up, and the two pages of both. From 640 kB and 154 files on: the pages of docs for each kind of reader, in both
 * languages, from the install and the wiring to removing the plugin.
 */
const LARGEST_BYTES = 720_000;
const MOST_FILES = 172;

export interface Pack {
  /** The size of the tarball. */
  readonly bytes: number;
  readonly files: readonly string[];
}

/**
 * The package must hold what is needed, and nothing else.
 * @param built the files that the build has made in dist
 * @param needed the files that package.json and the documents name
 */
export function packProblems({ bytes, files }: Pack, built: readonly string[], needed: readonly string[]): Problems {
  const there = new Set(files);
  const mayBe = [...MAY_BE_PACKED, MAY_BE_BUILT];
  const foreign = files.filter((file) => !mayBe.some((name) => name.test(file)));
  const missing = [...built, ...needed].filter((file) => !there.has(file));
  return [
    ...foreign.map((file) => `the package holds ${file}, which has no business there`),
    ...missing.map((file) => `the package lacks ${file}`),
    ...(bytes > LARGEST_BYTES ? [`the package has ${bytes} bytes, more than ${LARGEST_BYTES}`] : []),
    ...(files.length > MOST_FILES ? [`the package has ${files.length} files, more than ${MOST_FILES}`] : []),
  ];
}

/** The registry's answer about known weaknesses. Without an answer it is unknown whether there are any. */
export type Audit =
  | { readonly kind: 'answered'; readonly problems: Problems }
  | { readonly kind: 'notAnswered'; readonly reason: string };

/**
 * Reads the registry's answer; weaknesses below `high` are no problem.
 * @param json the output of `npm audit --json`
 * @param inside where in `node_modules` the packages are whose code users get: others are no problem
 */
export function auditIn(json: string, inside: readonly string[]): Audit {
  const { vulnerabilities, message } = objectIn(json) as AuditOutput;
  if (!vulnerabilities) return { kind: 'notAnswered', reason: message ?? 'no answer' };
  const grave = Object.entries(vulnerabilities).filter(
    ([, { severity, nodes }]) => /^(?:high|critical)$/.test(severity) && nodes.some((path) => inside.includes(path)),
  );
  return { kind: 'answered', problems: grave.map(([name, { severity }]) => `${name}: ${severity}`) };
}

interface AuditOutput {
  readonly vulnerabilities?: {
    /** `nodes` are places in `node_modules`. */
    readonly [name: string]: { readonly severity: string; readonly nodes: readonly string[] };
  };
  /** The reason why there is no answer. */
  readonly message?: string;
}

function objectIn(json: string): unknown {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
