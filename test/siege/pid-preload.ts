// Loaded into Homebridge (NODE_OPTIONS=--import): says which process it is.
import { isMainThread } from 'node:worker_threads';
import { isOpen, PID, report } from './orders.ts';

const orders = process.env['SIEGE_ORDERS'];
// What Homebridge itself starts inherits this module, and begins after it.
if (isMainThread && orders !== undefined && !isOpen(orders, PID)) report(PID, String(process.pid));
