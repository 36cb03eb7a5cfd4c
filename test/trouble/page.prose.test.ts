import { describe, expect, test } from 'vitest';
import { type PortTrouble, portTroubleText } from '../../src/doctor/port-trouble.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../src/trouble/trouble.ts';
import { said } from '../../src/trouble/words.ts';
import { inOneLine, markdownIn, USER_PAGES } from '../../testbed/markdown.ts';

const TROUBLE_PAGE = {
  en: markdownIn('docs/when-something-is-wrong.md'),
  fr: markdownIn('docs/when-something-is-wrong.fr.md'),
};
const PINS_PAGE = { en: markdownIn('docs/raspberry-pi-pins.md'), fr: markdownIn('docs/raspberry-pi-pins.fr.md') };
const SCRIPT_PAGE = {
  en: markdownIn('docs/from-a-python-script.md'),
  fr: markdownIn('docs/from-a-python-script.fr.md'),
};
const LINE = { part: 'line', meter: 'linky', name: 'Linky', port: '/dev/ttyUSB0' } as const;
const BRIDGE = 'tcp://192.168.1.20:2000';

/** Every trouble with a port that the doctor knows, in the order of the page about them. */
const TROUBLES: readonly (readonly [port: string, trouble: PortTrouble])[] = [
  ['tcp://192.168.1.20', { kind: 'notAPort' }],
  ['/dev/ttyUSB0', { kind: 'missing', ports: [] }],
  ['/dev/ttyUSB0', { kind: 'noDevice' }],
  ['/dev/ttyUSB0', { kind: 'forbidden', user: 'homebridge', group: 'dialout', remedy: 'join' }],
  ['/dev/ttyUSB0', { kind: 'busy', holders: [{ pid: 42, name: 'python3 linky.py', kind: 'other' }] }],
  ['/dev/ttyUSB0', { kind: 'deaf', seconds: 7200, bridge: false }],
  ['/dev/ttyUSB0', { kind: 'unanswering' }],
  ['/dev/serial0', { kind: 'uartOff', file: '/boot/firmware/config.txt' }],
  ['/dev/serial0', { kind: 'console', file: '/boot/firmware/cmdline.txt', setting: 'console=serial0,115200' }],
  ['/dev/ttyAMA0', { kind: 'bluetooth' }],
  ['/dev/ttyAMA10', { kind: 'debugPort' }],
  ['/dev/ttyS0', { kind: 'miniUart', file: '/boot/firmware/config.txt' }],
  [BRIDGE, { kind: 'unreachable', reason: '' }],
  [BRIDGE, { kind: 'gone', reason: '', bytes: 0, bridge: true }],
  ['/dev/ttyUSB0', { kind: 'unreadable', reason: '' }],
  ['/dev/ttyUSB0', { kind: 'silent', seconds: 10, onPins: false, bridge: false }],
  ['/dev/ttyUSB0', { kind: 'wrongSpeed', bytes: 480, bridge: false }],
  ['/dev/ttyUSB0', { kind: 'parity', percent: 12 }],
  ['/dev/ttyUSB0', { kind: 'otherMode', found: 'standard', expected: 'historique' }],
  ['/dev/ttyUSB0', { kind: 'otherSpeed', mode: 'historique', found: 9600, expected: 1200 }],
  ['/dev/ttyUSB0', { kind: 'refused', percent: 12, mostly: 'checksum' }],
  ['/dev/ttyUSB0', { kind: 'noFrame', mode: 'historique', lacks: 'number' }],
];
/** The level of their headings. */
const TROUBLE_LEVEL = 3;

describe.each(['en', 'fr'] as const)('the page about troubles in %s', (language) => {
  const { trouble: words } = textsIn[language].cli.doctor;
  const { headings } = TROUBLE_PAGE[language];
  const titles = headings.filter(({ level }) => level === TROUBLE_LEVEL).map(({ title }) => title);

  test.each(TROUBLES.map(([port, trouble], index) => [trouble.kind, port, trouble, index] as const))(
    'has what the doctor says about %s as a heading',
    (_, port, trouble, index) => {
      const title = titles[index] ?? '';
      // The doctor's no-break blanks would spoil the heading's anchor.
      const said = portTroubleText(port, trouble, words).replaceAll('\u00a0', ' ');
      expect(said.slice(0, title.length)).toBe(title);
      expect(title.length).toBeGreaterThan(20);
    },
  );

  test('has every trouble that the doctor knows, and no other', () => {
    expect(TROUBLES.map(([, { kind }]) => kind).sort()).toEqual(Object.keys(words).sort());
    expect(titles).toHaveLength(TROUBLES.length);
  });

  test.each<Partial<UndatedTrouble<'line'>>>([
    { kind: 'silent' },
    { kind: 'garbage' },
    { kind: 'noise', percent: 100, mostly: 'malformed' },
    { kind: 'noise', percent: 12, mostly: 'parity' },
  ])('quotes what the log says of a line: %o', (facts) => {
    const { says } = said({ ...LINE, ...facts } as UndatedTrouble, textsIn[language].troubles);
    const { mostly = '' } = facts;
    // Without the meter's name and the full stop, and without the reason, which the page explains once.
    const [sentence = ''] = says.replace(/^Linky\s?: /, '').split(/\.$|,? \((?:mostly|surtout)/);
    expect(sentence.length).toBeGreaterThan(20);
    const page = inOneLine(TROUBLE_PAGE[language].prose);
    expect(page).toContain(inOneLine(sentence));
    if (mostly) expect(page).toContain(`*${/(?:mostly|surtout)[\s:]*([^)]+)\)/.exec(says)?.[1]}*`);
  });

  test('counts as many lines for a Raspberry Pi as the page about its pins has', () => {
    const block = PINS_PAGE[language].blocks.find((candidate) => candidate.text.includes('raspi-config'));
    const counted = { en: /\[(\w+) lines\]/gi, fr: /\[(\w+) lignes\]/gi }[language];
    const text = USER_PAGES[language].map((path) => markdownIn(path).prose).join('\n');
    const counts = [...text.matchAll(counted)].map(([, count = '']) => count.toLowerCase());
    expect(counts.length).toBeGreaterThan(1);
    expect(new Set(counts)).toEqual(new Set([{ en: 'four', fr: 'quatre' }[language]]));
    expect(block?.text.trim().split('\n')).toHaveLength(4);
  });

  test('the page about scripts quotes the doctor word by word', () => {
    const busy = TROUBLES.find(([, { kind }]) => kind === 'busy');
    const [quote = ''] = /\*python3[^*]*\*/.exec(SCRIPT_PAGE[language].text) ?? [];
    expect(quote).not.toBe('');
    expect(busy && portTroubleText(...busy, words)).toContain(quote.slice(1, -1).replace(/\s/g, ' '));
  });
});
