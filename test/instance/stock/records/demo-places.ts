import type { StockRecord } from '../model.ts';
import { keyedRecord, record } from './define-records.ts';

export const acmeNorthAmerica = '31bea3d53790200044e0bfc8bcbe5dec';
const acme = 'e7c1f3d53790200044e0bfc8bcbe5deb';

const companies: readonly StockRecord[] = [
  record('core_company', acme, { name: 'ACME Corporation', primary: 'true', customer: 'true' }),
  record('core_company', acmeNorthAmerica, {
    name: 'ACME North America',
    parent: acme,
    city: 'San Diego',
    country: 'USA',
  }),
  keyedRecord('core_company', 'ACME Germany', {
    name: 'ACME Germany',
    parent: acme,
    city: 'Berlin',
    country: 'Germany',
  }),
  keyedRecord('core_company', 'ACME India', {
    name: 'ACME India',
    parent: acme,
    city: 'Bengaluru',
    country: 'India',
  }),
  record('core_company', 'c115c2f737e3100044e0bfc8bcbe5d46', {
    name: 'Iris',
    manufacturer: 'true',
    vendor: 'true',
  }),
  record('core_company', '3efe8c4c37423000158bbfc8bcbe5d7d', {
    name: 'Cloudward Inc',
    vendor: 'true',
  }),
];

export const sanDiego = '108752c8c611227501d4ab0e392ba97f';

const locations: readonly StockRecord[] = [
  record('cmn_location', sanDiego, {
    name: '3322 Mission Boulevard, San Diego,CA',
    street: '3322 Mission Boulevard',
    city: 'San Diego',
    state: 'CA',
    country: 'USA',
    time_zone: 'US/Pacific',
  }),
  record('cmn_location', '25ab9f690a0a0bb3001c5fec1d0d7bcb', {
    name: '322 West 52nd Street, New York,NY',
    street: '322 West 52nd Street',
    city: 'New York',
    state: 'NY',
    country: 'USA',
    time_zone: 'US/Eastern',
  }),
  keyedRecord('cmn_location', 'Berlin', {
    name: 'Friedrichstrasse 155, Berlin',
    street: 'Friedrichstrasse 155',
    city: 'Berlin',
    country: 'Germany',
    time_zone: 'Europe/Berlin',
  }),
  keyedRecord('cmn_location', 'Bengaluru', {
    name: 'MG Road 21, Bengaluru',
    street: 'MG Road 21',
    city: 'Bengaluru',
    country: 'India',
    time_zone: 'Asia/Kolkata',
  }),
];

const departments = ['IT', 'Sales', 'Customer Support', 'Development'].map((name) =>
  keyedRecord('cmn_department', name, { name, company: acme }),
);

const domains: readonly StockRecord[] = [
  keyedRecord('domain', 'TOP', { name: 'TOP', primary: 'true' }),
  keyedRecord('domain', 'TOP/ACME', {
    name: 'ACME',
    parent: keyedRecord('domain', 'TOP', {}).sys_id,
  }),
];

export const demoPlaces: readonly StockRecord[] = [
  ...companies,
  ...locations,
  ...departments,
  ...domains,
];
