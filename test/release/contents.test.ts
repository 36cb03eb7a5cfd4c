import { describe, expect, test } from 'vitest';
import { bundledIn, packagesInside, pathsInside } from '../../release/contents.ts';

const ROOT = { SPDXID: 'SPDXRef-Package-plugin-1.0.0', name: 'plugin', versionInfo: '1.0.0' };
const packageOf = (name: string, versionInfo: string) => ({
  SPDXID: `SPDXRef-${name}-${versionInfo}`,
  name,
  versionInfo,
});
const PORT = packageOf('serialport', '13.0.0');
const DRAWN = packageOf('uplot', '1.6.32');
const TOOL = packageOf('vitest', '5.1.1');
const relation = (from: { SPDXID: string }, relationshipType: string, to: { SPDXID: string }) => ({
  ...{ spdxElementId: from.SPDXID, relatedSpdxElement: to.SPDXID, relationshipType },
});
const DOCUMENT = { SPDXID: 'SPDXRef-DOCUMENT' };
const ALL = {
  spdxVersion: 'SPDX-2.3',
  packages: [ROOT, PORT, DRAWN, TOOL],
  relationships: [
    relation(DOCUMENT, 'DESCRIBES', ROOT),
    relation(PORT, 'DEPENDENCY_OF', ROOT),
    relation(DRAWN, 'DEV_DEPENDENCY_OF', ROOT),
    relation(TOOL, 'DEV_DEPENDENCY_OF', ROOT),
  ],
};
const LOCKFILE = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/serialport': { version: '13.0.0' },
    'node_modules/uplot': { version: '1.6.32', dev: true },
    'node_modules/vitest': { version: '5.1.1', dev: true },
  },
};

test('what is bundled is known by the heads of the licences, in the notices and in the code of the pages', () => {
  const notices = 'mqtt 5.16.0\n\nThe MIT License\nversion 2.0.0 of 2004\n\n@scope/part 1.2.3\n\nLicence\n';
  const page = '/*! uplot 1.6.32 (https://example.org/uPlot)\nThe MIT License */\nlet a = 1;';
  expect([...bundledIn([notices, page])]).toEqual(['mqtt@5.16.0', '@scope/part@1.2.3', 'uplot@1.6.32']);
});

describe('in the package', () => {
  test('is what npm installs with it, and what is bundled, which is said to be contained', () => {
    expect(packagesInside(ALL, LOCKFILE, new Set(['uplot@1.6.32']))).toEqual({
      spdxVersion: 'SPDX-2.3',
      packages: [ROOT, PORT, DRAWN],
      relationships: [
        relation(DOCUMENT, 'DESCRIBES', ROOT),
        relation(PORT, 'DEPENDENCY_OF', ROOT),
        relation(ROOT, 'CONTAINS', DRAWN),
      ],
    });
  });

  test('cannot be told while a bundled package is missing from the list', () => {
    expect(() => packagesInside(ALL, LOCKFILE, new Set(['mqtt@5.16.0']))).toThrow('does not list mqtt@5.16.0');
  });

  test('are the places of the version that is bundled, and of no other', () => {
    const packages = {
      ...LOCKFILE.packages,
      'node_modules/vitest/node_modules/uplot': { version: '1.5.0', dev: true },
      'node_modules/serialport/node_modules/debug': { version: '4.4.0' },
      'node_modules/fsevents': { version: '2.3.3', devOptional: true },
    };
    expect(pathsInside({ packages }, new Set(['uplot@1.6.32']))).toEqual([
      'node_modules/serialport',
      'node_modules/uplot',
      'node_modules/serialport/node_modules/debug',
    ]);
  });
});
