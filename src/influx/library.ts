import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * InfluxDB's own client, and the two modules of Node that it uses. They are loaded with `require`: an `import` of node:http makes Node 24
 * load undici as well, which takes 4 MB in a thread. Only what speaks to an InfluxDB, or prints its points, may import this file.
 */
export const library: typeof import('@influxdata/influxdb-client') = require('@influxdata/influxdb-client');
export const http: typeof import('node:http') = require('node:http');
export const https: typeof import('node:https') = require('node:https');

// Its own logger writes every failed request to the console.
library.setLogger({ error() {}, warn() {} });
