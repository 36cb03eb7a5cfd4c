import { describe, expect, test } from 'vitest';
import { groupIn, sealed } from './decode.ts';

const historique = (text: string) => groupIn(text, 'historique');
const standard = (text: string) => groupIn(text, 'standard');

describe('a group', () => {
  test('has a label, data and a checksum', () => {
    expect(historique('PAPP 02840 /')).toEqual({ kind: 'group', label: 'PAPP', data: '02840' });
    expect(standard('EAST\t011887649\t;')).toEqual({ kind: 'group', label: 'EAST', data: '011887649' });
  });

  test.each([
    ['PTEC HP..  ', 'HP..'],
    ['IINST 009  ', '009'],
    ['BASE 010151175  ', '010151175'],
  ])('a checksum that is a blank: %j', (text, data) => {
    expect(historique(text)).toMatchObject({ kind: 'group', data });
  });

  test('may have the separator in its data', () => {
    expect(historique(sealed('OPTARIF BBR ', 'historique'))).toMatchObject({ label: 'OPTARIF', data: 'BBR ' });
    expect(historique(sealed('ZZ  A  B ', 'historique'))).toMatchObject({ label: 'ZZ', data: ' A  B ' });
  });

  test('may have a horodate between label and data', () => {
    expect(standard('SMAXSN\tH230301065253\t01024\t2')).toEqual({
      kind: 'group',
      label: 'SMAXSN',
      horodate: 'H230301065253',
      data: '01024',
    });
  });

  test('has a horodate and no data if it is DATE', () => {
    const date = { kind: 'group', label: 'DATE', horodate: 'H230301091834', data: '' };
    expect(standard('DATE\tH230301091834\t\tC')).toEqual(date);
  });

  test('may have a horodate with a blank season, which is no date', () => {
    expect(standard(sealed('FPM3\t 081225223518\t00', 'standard'))).toMatchObject({ horodate: ' 081225223518' });
  });
});

describe('a label that no specification names has a text', () => {
  test.each([
    ['historique', 'ZZTOP 1-A', { label: 'ZZTOP', data: '1-A' }],
    ['historique', 'Z 1', { label: 'Z', data: '1' }],
    ['standard', 'SINST1\t00240', { label: 'SINST1', data: '00240' }],
    ['standard', 'SMAXN\tE230301065253\t01024', { label: 'SMAXN', horodate: 'E230301065253', data: '01024' }],
    ['standard', 'ZZ\t', { label: 'ZZ', data: '' }],
  ] as const)('%s %j', (mode, body, kept) => {
    expect(groupIn(sealed(body, mode), mode)).toEqual({ kind: 'group', ...kept });
  });

  test('which may not have the separator of the standard mode in it', () => {
    const text = sealed('ZZ\tA\tB', 'standard');
    expect(standard(text)).toEqual({ kind: 'form', data: 'A\tB' });
    expect(historique(sealed('ZZ A\tB', 'historique'))).toEqual({ kind: 'form', data: 'A\tB' });
  });
});

describe('refused as malformed', () => {
  test.each([
    ['', 'nothing'],
    [' ', 'a separator alone'],
    ['PAPP', 'no separator'],
    ['PAPP /', 'one separator'],
    ['PAPP 02840', 'no checksum'],
    ['PAPP 02840/', 'no separator before the checksum'],
    [' 02840 /', 'no label'],
    ['PAPP 02840 / ', 'a character after the checksum'],
    [sealed('papp 02840', 'historique'), 'a label in lower case'],
    [sealed('2PAPP 02840', 'historique'), 'a label that begins with a digit'],
    [sealed('ABCDEFGHIJKLM 1', 'historique'), 'a label of 13 characters'],
  ])('%j: %s', (text) => expect(historique(text)).toEqual({ kind: 'malformed' }));

  test('a group with the separators of the other mode', () => {
    expect(standard('PAPP 02840 /')).toEqual({ kind: 'malformed' });
    expect(historique('EAST\t011887649\t;')).toEqual({ kind: 'malformed' });
  });
});

describe('refused by checksum', () => {
  test('with the label when it is known, and both checksums', () => {
    const fault = { kind: 'checksum', label: 'PAPP', computed: '/', received: '0' };
    expect(historique('PAPP 02840 0')).toEqual(fault);
  });

  test('without the label when it is unknown', () => {
    expect(historique('PBPP 02840 /')).toEqual({ kind: 'checksum', computed: '0', received: '/' });
  });

  test('when the checksum is that of the other mode', () => {
    expect(standard('VTIC\t02\tA')).toEqual({ kind: 'checksum', label: 'VTIC', computed: 'J', received: 'A' });
  });
});

test('a text in lower case must repeat, whether its label is known or not', () => {
  const NGTF = sealed('NGTF\t HC et Week-End ', 'standard');
  expect(NGTF.at(-1)).toBe('U');
  expect(standard(NGTF)).toMatchObject({ kind: 'group', data: ' HC et Week-End ', mustRepeat: true });
  expect(historique(sealed('ZZ Base', 'historique'))).toMatchObject({ kind: 'group', data: 'Base', mustRepeat: true });
});

test('a text with a single letter in lower case must repeat, too, as one damaged character may be the cause', () => {
  expect(standard(sealed('NGTF\t     TEMPO n    ', 'standard'))).toMatchObject({ kind: 'group', mustRepeat: true });
  expect(historique(sealed('ZZ BASe', 'historique'))).toMatchObject({ kind: 'group', mustRepeat: true });
});

describe('refused by its format', () => {
  test('with the label when it is known, and the data', () => {
    const fault = { kind: 'form', label: 'PAPP', data: '2840' };
    expect(historique(sealed('PAPP 2840', 'historique'))).toEqual(fault);
  });

  test('a text with a character that no text may have', () => {
    expect(standard(sealed('NGTF\t      BASE `    ', 'standard'))).toMatchObject({ kind: 'form', label: 'NGTF' });
  });

  test.each(['DATE\t', 'SMAXSN\t01024', 'SMAXSN\tX230301065253\t01024', 'SMAXSN\tH2303010652\t01024'])(
    'a horodate that is missing or malformed: %j',
    (body) => expect(standard(sealed(body, 'standard'))).toMatchObject({ kind: 'form' }),
  );

  test('a horodate where none belongs', () => {
    const text = sealed('EAST\tH230301065253\t011887649', 'standard');
    expect(standard(text)).toMatchObject({ kind: 'form', label: 'EAST' });
  });
});
