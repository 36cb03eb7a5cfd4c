import type { UndatedNews } from '../../src/trouble/news.ts';
import { TROUBLE_KINDS } from '../../src/trouble/shapes.ts';
import type { ClosedPaths, InfluxPlace, Part, TroubleFacts, UndatedTrouble } from '../../src/trouble/trouble.ts';

const OF_METER = { meter: 'linky', name: 'Linky' };
const PLACE: InfluxPlace = {
  ...{ url: 'http://pi:8086', version: '2', hasCredentials: true, org: 'home', bucket: 'linky' },
  ...{ database: '', username: '' },
};
const OTHER_PLACES: readonly InfluxPlace[] = [
  { ...PLACE, hasCredentials: false, org: '' },
  { ...PLACE, version: '1', org: '', bucket: '', database: 'linky', username: 'jean' },
  { ...PLACE, version: '1', hasCredentials: false, org: '', bucket: '', database: 'linky' },
];
const CLOSED: readonly ClosedPaths[] = [
  { kind: 'noFolder', path: '/var/lib/linky-tic' },
  { kind: 'foreign', paths: ['/var/lib/linky-tic.db'], owner: 'root', user: 'jean', isFolder: false },
  { kind: 'rights', paths: ['/var/lib/linky-tic'], user: 'jean', isFolder: true },
];
const IMPORTED = { meter: 'linky', days: 2, from: '2026-08-14', to: '2026-08-15' };
const LATER = { days: 1, minutes: 2, readings: 3, fromMs: Date.UTC(2029, 0, 2), toMs: Date.UTC(2029, 0, 3) };
const LOST = { fromMs: Date.UTC(2026, 0, 2), toMs: Date.UTC(2026, 0, 3), inPart: false };

/** Facts of each part: first as many as there are, then fewer. */
const FACTS: { readonly [P in Part]: readonly TroubleFacts[P][] } = {
  line: [
    {
      ...{ ...OF_METER, port: '/dev/ttyUSB0', says: 'as told', holders: ['cat', 'minicom'] },
      ...{ mode: 'standard', baudRate: 9600, percent: 13, mostly: 'parity' },
    },
    { ...OF_METER, port: 'tcp://pi:2000' },
  ],
  clock: [{ byMs: 90_000_000, waits: true }, { byMs: 90_000_000, waits: false }, {}],
  history: [
    { path: '/var/lib/linky-tic.db', says: 'as told', why: 'full', most: 10_000, fromMs: Date.UTC(2026, 0, 2) },
    { path: '/var/lib/linky-tic.db', says: '' },
    ...CLOSED.map((closed) => ({ path: '/var/lib/linky-tic.db', says: '', closed })),
  ],
  mirror: [
    {
      ...{ to: PLACE, says: 'as told', measurement: 'linky_tic', fromMs: LOST.fromMs, toMs: LOST.toMs },
      waiting: { unsent: 7, sinceMs: Date.UTC(2026, 0, 2) },
    },
    ...OTHER_PLACES.map((to) => ({ to, says: '' })),
  ],
  settings: [
    { path: 'meters[0].port', says: 'as told' },
    { path: '', says: '' },
  ],
  share: [
    { ...OF_METER, shared: 'line', address: 'tcp://127.0.0.1:2001', says: 'as told' },
    { ...OF_METER, shared: 'reading', address: 'http://127.0.0.1:2002', says: 'as told' },
  ],
  page: [{ address: 'http://0.0.0.0:8588', says: 'as told' }],
  mqtt: [
    { url: 'mqtt://pi:1883', says: 'as told', username: 'jean', ca: '/etc/ca.pem' },
    { url: 'mqtts://pi:8883', says: 'as told' },
  ],
  matter: [{ ...OF_METER, seconds: 30 }],
  writer: [{ says: 'as told', most: 10_000, socket: '/run/linky-tic.sock' }, {}],
};

/** Those of the kinds whose facts are others than those of their part. */
const FACTS_OF_KIND: { readonly [partAndKind: string]: readonly object[] } = Object.fromEntries(
  ['broken', 'memory', 'stood', 'stuck'].map((kind) => [`share ${kind}`, [{ says: 'as told' }, {}]]),
);

/** At least one trouble of each kind. */
export const EVERY_TROUBLE: readonly UndatedTrouble[] = (Object.keys(TROUBLE_KINDS) as Part[]).flatMap((part) =>
  Object.keys(TROUBLE_KINDS[part]).flatMap((kind) =>
    (FACTS_OF_KIND[`${part} ${kind}`] ?? FACTS[part]).map((facts) => ({ part, kind, ...facts }) as UndatedTrouble),
  ),
);

const NEWS: { readonly [N in UndatedNews as `${N['part']}.${N['kind']}`]: Omit<N, 'part' | 'kind'> } = {
  'line.found': { ...OF_METER, port: '/dev/ttyUSB0', mode: 'historique', baudRate: 9600 },
  'line.moreLabels': { ...OF_METER, most: 32 },
  'history.setAside': { path: '/linky-tic.db', as: '/linky-tic.db.damaged' },
  'history.mended': {
    ...{ path: '/linky-tic.db', as: '/linky-tic.db.damaged', readings: LOST },
    ...{ minutes: { ...LOST, inPart: true }, days: LOST, imports: LOST },
  },
  'history.takenFromCopy': { days: 2, imports: 1 },
  'history.copyUnreadable': { folder: '/copy', files: 'days.csv' },
  'history.unreadable': { fromMs: LOST.fromMs, toMs: LOST.toMs },
  'history.rotates': {},
  'history.curvesCut': {},
  'history.dropped': { count: 2 },
  'history.lost': { fromMs: LOST.fromMs, toMs: LOST.toMs },
  'history.unwritten': { count: 2 },
  'history.forgotten': LATER,
  'clock.disputed': { byMs: 180_000 },
  'clock.setBack': { ...LATER, folder: '/home/pi', to: PLACE },
  'history.imported': IMPORTED,
  'history.importUndone': IMPORTED,
  'mirror.mirroring': { url: 'http://pi:8086' },
  'mirror.partly': { url: 'http://pi:8086', says: 'as told', points: 2, fromMs: LOST.fromMs, toMs: LOST.toMs },
  'mirror.unreadable': { says: 'as told' },
  'share.fellBehind': { ...OF_METER, readers: 2 },
  'writer.lost': { count: 2 },
  'writer.leftBehind': { count: 2 },
};

/** One of each kind of news. */
export const EVERY_NEWS: readonly UndatedNews[] = Object.entries(NEWS).map(([name, facts]) => {
  const [part, kind] = name.split('.');
  return { part, kind, ...facts } as UndatedNews;
});
