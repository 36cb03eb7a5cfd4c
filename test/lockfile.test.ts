import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Wants = { readonly [name: string]: string };

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Wants;
  readonly optionalDependencies?: Wants;
}

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Locked;
const lockfile = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(lockfile) as { readonly packages: { readonly [path: string]: Locked } };

// npm ci refuses a lockfile that lacks a package, optional or not. If the registry does not have the package, npm
// leaves it out.
test('the lockfile has every dependency of each of its packages', () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !placesFor(name, path).some((place) => place in packages))
      .map((name) => `${name}, for ${path}`),
  );
  expect(missing).toEqual([]);
});

test('the lockfile has no URL of a registry', () => {
  const addresses = Object.values(packages).flatMap(({ resolved = [] }) => resolved);
  expect(addresses).toEqual([]);
  expect(lockfile).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

// Who makes it is not known, and it reads files that anybody may have sent: another version must be read before it is taken.
test('the library for spreadsheets is pinned to the version whose source was read', () => {
  const wanted = [dependencies, packages['']?.dependencies].map((each) => each?.['hucre']);
  expect(wanted).toEqual(['1.0.0', '1.0.0']);
  expect(packages['node_modules/hucre']?.version).toBe('1.0.0');
});

/** The folders in which the package at `path` finds another one: inside itself, beside itself, and further up. */
function placesFor(name: string, path: string): readonly string[] {
  const parts = path === '' ? [] : path.split('/node_modules/');
  return [...parts.keys(), parts.length].map((depth) =>
    [...parts.slice(0, depth), depth === 0 ? `node_modules/${name}` : name].join('/node_modules/'),
  );
}
