import { describe, expect, test } from 'vitest';
import { writeResultOf } from '../../src/influx/answer.ts';
import { answered, failed } from './made-answers.ts';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const HTTP_DATE = 'Fri, 02 Jan 2026 03:04:25 GMT';

/** What real servers said, by their version. */
const says = {
  conflict1:
    '{"error":"partial write: field type conflict: input field \\"PAPP\\" on measurement \\"linky_tic\\" is type float, already exists as type integer dropped=1"}',
  conflict2:
    '{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \\"PAPP\\" on measurement \\"linky_tic\\" is type float, already exists as type integer dropped=1"}',
  conflict200:
    '{"code":"internal error","message":"unexpected error writing points to database: partial write: field type conflict: input field \\"PAPP\\" on measurement \\"linky_tic\\" is type float, already exists as type integer dropped=1"}',
  retention1: '{"error":"partial write: points beyond retention policy dropped=44"}',
  retention200:
    '{"code":"internal error","message":"unexpected error writing points to database: partial write: points beyond retention policy dropped=3"}',
  retention27:
    '{"code":"unprocessable entity","message":"failure writing points to database: partial write: dropped 12 points outside retention policy of duration 1h0m0s - oldest point linky,meter=linky at 1970-01-01T00:00:00Z"}',
  parse1: '{"error":"partial write: unable to parse \'garbage\': missing fields dropped=0"}',
  parseVictoria:
    'cannot parse influx line protocol data: incorrect influx line "bad": cannot find Whitespace I in "bad"',
  noDatabase: '{"error":"database not found: \\"linky\\""}',
  noBucket: '{"code":"not found","message":"bucket \\"linky\\" not found"}',
  noOrganisation: '{"code":"not found","message":"organization name \\"home\\" not found"}',
  organisation: '{"code":"invalid","message":"Please provide either orgID or org"}',
  noRetentionPolicy: '{"error":"retention policy not found: short"}',
  fullVictoria:
    'remoteAddr: "127.0.0.1:1"; requestURI: /api/v2/write; cannot store metrics: the storage is in read-only mode; check -storage.minFreeDiskSpaceBytes command-line flag value',
  tokenVmauth: 'cannot find the provided auth token "Bearer ***" in config\n',
  passwordVmauth: 'cannot find the provided auth token "Basic ***" in config\n',
  noneVmauth: 'missing `Authorization` request header\n',
  routeVmauth: 'missing route for "http://pi:8427/api/v2/write"\n',
  noRoomCore:
    '{"code":"invalid","message":"write buffer error: catalog update error: Adding a new database would exceed limit of 5 databases"}',
  noRoomCore3: '{"error":"Adding a new database would exceed limit of 5 databases","data":null}',
  characterCore:
    '{"code":"invalid","message":"namespace name \'a b\' contains invalid character, character number 1 is not allowed"}',
  conflictCore:
    '{"code":"invalid","message":"write buffer error: line protocol parse failed: invalid column type for column \'power_va\', expected iox::column_type::field::float, got iox::column_type::field::string"}',
  emptyCore: '{"code":"invalid","message":"write buffer error: incoming write was empty"}',
  quotesNoRoom:
    '{"error":"partial write: unable to parse \'linky_info,meter=a message="Adding a new database would exceed limit of 5 databases"\' dropped=1"}',
  full1: '{"error":"engine: error writing WAL entry: write /var/lib/influxdb/wal/_00001.wal: no space left on device"}',
};

describe('an answer means', () => {
  test.each([
    [204, '', { kind: 'stored' }],
    [201, '{"error":"1 line"}', { kind: 'stored', partly: '201 1 line' }],
    [200, '<html>', { kind: 'misconfigured', why: 'address' }],
    [202, '', { kind: 'misconfigured', why: 'address' }],
    [301, '', { kind: 'misconfigured', why: 'address' }],
    [307, '', { kind: 'misconfigured', why: 'address' }],
    [400, says.conflict1, { kind: 'partial', dropped: 1, error: expect.stringContaining('"linky_tic"') }],
    [422, says.conflict2, { kind: 'partial', dropped: 1, says: expect.stringMatching(/^422 field type conflict/) }],
    [500, says.conflict200, { kind: 'partial', dropped: 1 }],
    [400, says.parse1, { kind: 'partial', dropped: 1 }],
    [400, says.retention1, { kind: 'partial', dropped: 44 }],
    [422, says.retention27, { kind: 'partial', dropped: 12 }],
    [500, says.retention200, { kind: 'partial', dropped: 3 }],
    [400, says.quotesNoRoom, { kind: 'partial', dropped: 1 }],
    [400, says.parseVictoria, { kind: 'refused' }],
    [400, says.characterCore, { kind: 'refused', says: expect.stringContaining("namespace name 'a b' contains") }],
    [400, says.conflictCore, { kind: 'refused', says: expect.stringMatching(/^400 invalid column type for column/) }],
    [400, says.emptyCore, { kind: 'refused', says: '400 incoming write was empty' }],
    [400, says.routeVmauth, { kind: 'refused' }],
    [400, 'Client sent an HTTP request to an HTTPS server.', { kind: 'refused' }],
    [400, '<html>', { kind: 'refused', says: '400' }],
    [400, '{"error":"database is required"}', { kind: 'misconfigured', why: 'noSuchStore' }],
    [400, says.organisation, { kind: 'misconfigured', why: 'noSuchStore' }],
    [400, says.noRoomCore, { kind: 'misconfigured', why: 'noRoom', says: expect.stringContaining('5 databases') }],
    [422, says.noRoomCore3, { kind: 'misconfigured', why: 'noRoom' }],
    [401, '{"error":"authorization failed"}', { kind: 'misconfigured', why: 'credentials' }],
    [400, says.tokenVmauth, { kind: 'misconfigured', why: 'credentials' }],
    [400, says.passwordVmauth, { kind: 'misconfigured', why: 'credentials' }],
    [401, says.noneVmauth, { kind: 'misconfigured', why: 'credentials' }],
    [
      403,
      '{"code":"forbidden","message":"insufficient permissions for write"}',
      { kind: 'misconfigured', why: 'rights' },
    ],
    [404, says.noDatabase, { kind: 'misconfigured', why: 'noSuchStore' }],
    [404, says.noBucket, { kind: 'misconfigured', why: 'noSuchStore' }],
    [404, says.noOrganisation, { kind: 'misconfigured', why: 'noSuchStore' }],
    [404, '404 page not found', { kind: 'misconfigured', why: 'address' }],
    [405, '', { kind: 'misconfigured', why: 'address' }],
    [500, says.noRetentionPolicy, { kind: 'misconfigured', why: 'noSuchRetentionPolicy' }],
    [408, '', { kind: 'busy' }],
    [425, '', { kind: 'busy' }],
    [429, '', { kind: 'busy' }],
    [413, '', { kind: 'tooLarge' }],
    [500, '{"error":"timeout"}', { kind: 'unreachable', why: 'failing' }],
    [400, says.fullVictoria, { kind: 'unreachable', why: 'full' }],
    [503, says.fullVictoria, { kind: 'unreachable', why: 'full' }],
    [500, says.full1, { kind: 'unreachable', why: 'full' }],
    [502, '<html>', { kind: 'unreachable', why: 'failing' }],
    [503, '', { kind: 'unreachable', why: 'failing' }],
  ] as const)('%i %s', (status, body, delivery) =>
    expect(writeResultOf(answered(status, body), NOW_MS)).toMatchObject(delivery),
  );
});

describe('no answer means', () => {
  test.each([
    ['ECONNREFUSED', { kind: 'unreachable', why: 'notListening' }],
    ['ENOTFOUND', { kind: 'unreachable', why: 'unknownHost' }],
    ['EAI_AGAIN', { kind: 'unreachable', why: 'unknownHost' }],
    ['ETIMEDOUT', { kind: 'unreachable', why: 'silent' }],
    ['EHOSTUNREACH', { kind: 'unreachable', why: 'silent' }],
    ['ECONNRESET', { kind: 'unreachable', why: 'broken' }],
    ['EPIPE', { kind: 'unreachable', why: 'broken' }],
    ['', { kind: 'unreachable', why: 'broken' }],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', { kind: 'misconfigured', why: 'certificate' }],
    ['CERT_HAS_EXPIRED', { kind: 'misconfigured', why: 'certificate' }],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', { kind: 'misconfigured', why: 'certificate' }],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { kind: 'misconfigured', why: 'certificate' }],
    ['ERR_SSL_WRONG_VERSION_NUMBER', { kind: 'misconfigured', why: 'address' }],
    ['HPE_INVALID_CONSTANT', { kind: 'misconfigured', why: 'address' }],
    ['ERR_INVALID_CHAR', { kind: 'misconfigured', why: 'credentials' }],
  ] as const)('%s', (code, delivery) =>
    expect(writeResultOf(failed(code, 'words'), NOW_MS)).toEqual({ ...delivery, says: 'words' }),
  );
});

describe('Retry-After', () => {
  test.each([
    ['seconds', '7', 7_000],
    ['a date', HTTP_DATE, 20_000],
    ['a year, cut to ten minutes', '31536000', 600_000],
    ['a date of next year, cut to ten minutes', 'Sat, 02 Jan 2027 03:04:25 GMT', 600_000],
    ['zero', '0', undefined],
    ['a date in the past', 'Thu, 01 Jan 2026 00:00:00 GMT', undefined],
    ['nonsense', 'soon', undefined],
  ])('%s', (_, value, retryInMs) => {
    for (const status of [429, 503]) {
      const delivery = writeResultOf(answered(status, '', { 'retry-after': value }), NOW_MS);
      expect('retryInMs' in delivery ? delivery.retryInMs : undefined).toBe(retryInMs);
    }
  });
});

test('a redirect names the server that it points to, without the rest of the address', () =>
  expect(writeResultOf(answered(308, '', { location: 'https://u:p@influx.example/login?x=1' }), NOW_MS)).toMatchObject({
    says: '308 → https://influx.example',
  }));

test('what a server says is given in one short line', () => {
  const delivery = writeResultOf(answered(503, `a\r\n  b${'x'.repeat(5000)}`), NOW_MS);
  expect(delivery).toMatchObject({ says: expect.stringMatching(/^503 a b[x]+…$/) });
  expect('says' in delivery && delivery.says.length).toBeLessThan(90);
});
