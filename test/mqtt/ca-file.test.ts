import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { authoritiesIn } from '../../src/mqtt/ca-file.ts';
import { certificateOfOwn, missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const CUT = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

test.each([
  ['that is empty', '', 'no certificate in it'],
  ['of something else', 'a key, perhaps', 'no certificate in it'],
  ['with a certificate that is none', CUT, expect.stringMatching(/./)],
  ['that is too large', 'x'.repeat(1_048_577), 'more than 1 MB'],
])('a file %s is refused', async (_, text, says) => {
  const path = join(temporaryFolder(), 'ca.pem');
  writeFileSync(path, text);
  expect(await authoritiesIn(path)).toEqual({ kind: 'ca', says });
});

test('a file that is not there is refused, and a folder', async () => {
  const folder = temporaryFolder();
  expect(await authoritiesIn(join(folder, 'ca.pem'))).toEqual({ kind: 'ca', says: expect.stringMatching(/^ENOENT/) });
  expect(await authoritiesIn(folder)).toEqual({ kind: 'ca', says: 'not a file' });
});

test('a pipe that nobody writes to is not waited for', async () => {
  const path = join(temporaryFolder(), 'ca.pem');
  spawnSync('mkfifo', [path]);
  expect(await authoritiesIn(path)).toEqual({ kind: 'ca', says: 'not a file' });
});

describe.skipIf(missingOpenssl())(missingOpenssl() ?? 'of a file of authorities', () => {
  test('all are taken, whatever stands between them', async () => {
    const { ca } = certificateOfOwn();
    const one = readFileSync(ca, 'latin1').trim();
    appendFileSync(ca, `# the second one\r\n${one}\n`);
    expect(await authoritiesIn(ca)).toEqual([one, one]);
  });
});
