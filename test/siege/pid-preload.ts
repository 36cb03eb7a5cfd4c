// Loaded into Homebridge (NODE_OPTIONS=--import): says which process it is.
import { isMainThread } from 'node:worker_threads';
import { isFlagRaised, PID, reportToTest } from './flag-files.ts';

const orders = process.env['SIEGE_ORDERS'];
// What Homebridge itself starts inherits this module, and begins after it.
if (isMainThread && orders !== undefined && !isFlagRaised(orders, PID)) reportToTest(PID, String(process.pid));
