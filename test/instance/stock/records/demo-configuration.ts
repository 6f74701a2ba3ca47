import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';
import { dependsOn, exchangesDataWith, runsOn } from './core.ts';
import { keyedRecord, record } from './define-records.ts';
import { groups } from './demo-people.ts';
import { acmeNorthAmerica } from './demo-places.ts';

export const storageNetwork = '109562a3c611227500a7b7ff98cc0dc7';
export const salesForceAutomation = 'a9c0c8d2c6112276018f7705562f9cb0';
export const exchangeServer = '281190e3c0a8000b003f593aa3f20ca6';
export const emailService = '27d32778c0a8000b00db970eeaa60f16';
export const bondTrading = '451047c6c0a8016400de0ae6df9b9d76';
const payroll = '26e540d80a0a0bb400660482030d04d8';

const linuxApp = '3a290cc60a0a0bb400000bdb386af1cf';
const oracle = '3a307c930a0a0bb400353965d0b8861f';
const apacheServers = [
  ['PS Apache01', '3a27d4370a0a0bb4006316812bf45439', '3a5e4d8ac0a8ce010005145afb730818'],
  ['PS Apache02', '3a27f1520a0a0bb400ecd6ff7afcf036', '3a5e4d9cc0a8ce010097f2f5c2f65fd8'],
  ['PS Apache03', '3a2810c20a0a0bb400268337d6e942ca', '3a5e4d9fc0a8ce0100a3754fac26fe56'],
] as const;

function item(
  table: string,
  sys_id: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): StockRecord {
  return record(table, sys_id, {
    name,
    company: acmeNorthAmerica,
    install_status: '1',
    operational_status: '1',
    ...more,
  });
}

const linuxServer = item('cmdb_ci_linux_server', linuxApp, 'PS LinuxApp01', {
  asset_tag: 'P1000091',
  os: 'Linux Red Hat',
  os_version: '2.6.9-22.0.1.ELsmp',
  ram: '2048',
  cpu_type: 'Intel',
  cpu_speed: '2800',
  cpu_count: '1',
  disk_space: '40',
  classification: 'Production',
  used_for: 'Production',
  firewall_status: 'Intranet',
  manufacturer: 'c115c2f737e3100044e0bfc8bcbe5d46',
  vendor: '3efe8c4c37423000158bbfc8bcbe5d7d',
  managed_by: '8a826bf03710200044e0bfc8bcbe5d72',
  location: '25ab9f690a0a0bb3001c5fec1d0d7bcb',
  cost: '45557.5',
  category: 'Do not migrate to asset',
});

function monitoredServer(name: string, address: string, group: string): StockRecord {
  return item('cmdb_ci_linux_server', stockId('cmdb_ci_linux_server', name), name, {
    short_description: `Monitored server ${name}`,
    ip_address: address,
    fqdn: `${name}.example.com`,
    serial_number: `SN-${name}`,
    support_group: group,
    environment: 'Production',
  });
}

const servers: readonly StockRecord[] = [
  linuxServer,
  ...apacheServers.map(([name, sys_id]) => item('cmdb_ci_server', sys_id, name)),
  monitoredServer('web01', '10.0.10.11', groups.network),
  monitoredServer('web02', '10.0.10.12', groups.network),
  monitoredServer('db01', '10.0.20.11', groups.database),
  item('cmdb_ci_win_server', exchangeServer, 'EXCH-SD-05', {
    ip_address: '10.0.30.5',
    support_group: groups.hardware,
    os: 'Windows 2003 Standard',
  }),
];

const otherItems: readonly StockRecord[] = [
  item('cmdb_ci_db_ora_instance', oracle, 'PS ORA01', { sid: 'PSORA01' }),
  item('cmdb_ci', storageNetwork, 'Storage Area Network 001'),
  item('cmdb_ci_appl', salesForceAutomation, 'Sales Force Automation'),
  keyedRecord('cmdb_ci_computer', 'LAPTOP-0042', {
    name: 'LAPTOP-0042',
    asset_tag: 'P1000042',
    serial_number: 'L3BB911',
    os: 'Windows 11',
    install_status: '1',
  }),
];

function service(sys_id: string, name: string, criticality: string): StockRecord {
  return item('cmdb_ci_service', sys_id, name, {
    busines_criticality: criticality,
    service_classification: 'Business Service',
    used_for: 'Production',
    support_group: groups.serviceDesk,
  });
}

const services: readonly StockRecord[] = [
  service(emailService, 'Email', '1 - most critical'),
  service(bondTrading, 'Bond Trading', '1 - most critical'),
  service(payroll, 'SAP Payroll', '2 - somewhat critical'),
  service(stockId('cmdb_ci_service', 'IT Services'), 'IT Services', '2 - somewhat critical'),
  keyedRecord('service_offering', 'Email standard', {
    name: 'Email standard',
    service: emailService,
    service_classification: 'Service Offering',
  }),
];

function relation(sys_id: string, parent: string, type: string, child: string): StockRecord {
  return record('cmdb_rel_ci', sys_id, { parent, child, type });
}

const web01 = stockId('cmdb_ci_linux_server', 'web01');
const db01 = stockId('cmdb_ci_linux_server', 'db01');

const relations: readonly StockRecord[] = [
  relation('3a62e64ac0a8ce0100aead1e3fd5439f', linuxApp, dependsOn, oracle),
  relation('3a67513fc0a8ce0100914a76cea11b02', linuxApp, exchangesDataWith, oracle),
  ...apacheServers.map(([, server, sys_id]) => relation(sys_id, server, dependsOn, linuxApp)),
  relation(stockId('cmdb_rel_ci', 'email exchange'), emailService, dependsOn, exchangeServer),
  relation(stockId('cmdb_rel_ci', 'email san'), exchangeServer, dependsOn, storageNetwork),
  relation(stockId('cmdb_rel_ci', 'bond web01'), bondTrading, dependsOn, web01),
  relation(stockId('cmdb_rel_ci', 'web01 db01'), web01, dependsOn, db01),
  relation(stockId('cmdb_rel_ci', 'sfa web01'), salesForceAutomation, runsOn, web01),
];

export const demoConfiguration: readonly StockRecord[] = [
  ...servers,
  ...otherItems,
  ...services,
  ...relations,
];
