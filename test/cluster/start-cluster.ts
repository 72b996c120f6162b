export { closeVendors, startVendors } from '../vendor-chaos/start-vendors.js';
export { startBucket } from './start-bucket.js';
