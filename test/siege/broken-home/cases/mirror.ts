import { PASS_ON } from '../../../../testbed/databases/proxy.ts';
import type { Case, Expected, Lane } from '../case.ts';
import { DATABASE_HOST } from '../home.ts';

const isBack = /The database at \S+ is back/;

function ofMirror(kind: Extract<Expected, { part: 'mirror' }>['kind'], log: RegExp, rest: Omit<Case, 'expects'>): Case {
  return { ...rest, expects: { part: 'mirror', kind, log, tab: 'influx' } };
}

/** The real InfluxDB 1.6, behind a proxy that can misbehave. */
export const influxLane: Lane = [
  ofMirror('credentials', /InfluxDB at \S+ refuses the user/, {
    name: 'InfluxDB does not know the user',
  }),
  ofMirror('noSuchStore', /InfluxDB at \S+ has no database/, {
    name: 'InfluxDB lacks the database',
    breaks: ({ influx, username }) =>
      influx.query(`CREATE USER "${username}" WITH PASSWORD 'hunter2' WITH ALL PRIVILEGES`, ''),
    mends: ({ influx, database }) => influx.query(`CREATE DATABASE "${database}"`, ''),
    logsEnd: isBack,
  }),
  ofMirror('notListening', /The database at \S+ is not running/, {
    name: 'nothing listens where InfluxDB was',
    breaks: ({ proxy }) => proxy.shut(),
    mends: ({ proxy }) => proxy.open(),
    logsEnd: isBack,
  }),
  ofMirror('failing', /The database at \S+ reports an error/, {
    name: 'InfluxDB answers 503',
    breaks: ({ proxy }) => proxy.follow(() => ({ status: 503, body: 'out of order' })),
    mends: ({ proxy }) => proxy.follow(() => PASS_ON),
    logsEnd: isBack,
  }),
  ofMirror('refused', /InfluxDB at \S+ refuses points of linky_energy/, {
    name: 'InfluxDB has another type for a field',
    breaks: async ({ influx, database, proxy, wallMs }) => {
      await proxy.shut();
      await influx.query('DROP MEASUREMENT linky_energy', database);
      await influx.write(database, `linky_energy wh=1i ${wallMs()}`);
      await proxy.open();
    },
    // The log says its end only after ten minutes without a refusal.
    mends: ({ influx, database }) => influx.query('DROP MEASUREMENT linky_energy', database),
  }),
  ofMirror('address', /What answers at \S+ is not InfluxDB/, {
    name: 'something else answers',
    breaks: ({ proxy }) => {
      proxy.cut();
      proxy.follow(() => ({ status: 200, body: '<html>Welcome</html>' }));
    },
    // It would be asked again after a minute. The next start, with another database, comes before.
  }),
];

/** The real VictoriaMetrics. */
export const victoriaLane: Lane = [
  ofMirror('unknownHost', /The database cannot be found: no machine answers to the name/, {
    name: 'no machine has the name of the database',
    mends: (home) => home.setHosts([DATABASE_HOST]),
    logsEnd: isBack,
  }),
  ofMirror('notListening', /The database at \S+ is not running/, {
    name: 'VictoriaMetrics is stopped',
    breaks: ({ victoria }) => victoria.stop(),
    mends: ({ victoria }) => victoria.restart(),
    logsEnd: isBack,
  }),
];
