import {
  childTable,
  choices,
  classColumn,
  choice,
  column,
  date,
  dateTime,
  domainColumns,
  duration,
  flag,
  flags,
  numberChoice,
  reference,
  rootTable,
  sameChoices,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const installStatus = choices(
  ['1', 'Installed'],
  ['2', 'On Order'],
  ['3', 'In Maintenance'],
  ['4', 'Pending Install'],
  ['5', 'Pending Repair'],
  ['6', 'In Stock'],
  ['7', 'Retired'],
  ['8', 'Stolen'],
  ['100', 'Absent'],
);

const operationalStatus = choices(
  ['1', 'Operational'],
  ['2', 'Non-Operational'],
  ['3', 'Repair in Progress'],
  ['4', 'DR Standby'],
  ['5', 'Ready'],
  ['6', 'Retired'],
  ['7', 'Pipeline'],
  ['8', 'Catalog'],
);

const environments = sameChoices(
  'Production',
  'Development',
  'Test',
  'QA',
  'Staging',
  'Demonstration',
  'Training',
  'Disaster recovery',
);

/** What the CMDB Instance and identification APIs accept as `source`. */
const discoverySources = sameChoices(
  'ServiceNow',
  'ImportSet',
  'ServiceWatch',
  'Altiris',
  'SCCM',
  'AWS',
  'Azure',
  'Manual Entry',
  'Event Management',
  'Other Automated',
);

const baseColumns = [
  classColumn,
  ...domainColumns,
  column('sys_class_path', 'sys_class_path', 'Class path', { maxLength: 255 }),
  text('name', 'Name', 255),
  text('short_description', 'Description', 1000),
  text('asset_tag', 'Asset tag', 40),
  text('serial_number', 'Serial number', 255),
  text('correlation_id', 'Correlation ID', 255),
  text('category', 'Category', 40),
  text('subcategory', 'Subcategory', 40),
  text('attributes', 'Attributes', 65_000),
  text('comments', 'Comments', 4000),
  text('justification', 'Justification', 80),
  column('ip_addr', 'ip_address', 'IP Address', { maxLength: 255 }),
  text('mac_address', 'MAC Address', 40),
  text('fqdn', 'Fully qualified domain name', 255),
  text('dns_domain', 'DNS Domain', 255),
  text('model_number', 'Model number', 255),
  numberChoice('install_status', 'Status', installStatus, { defaultValue: '1' }),
  numberChoice('operational_status', 'Operational status', operationalStatus, {
    defaultValue: '1',
  }),
  choice('environment', 'Environment', environments),
  choice('discovery_source', 'Discovery source', discoverySources),
  whole('fault_count', 'Fault count', { defaultValue: '0' }),
  whole('attestation_score', 'Attestation Score'),
  ...flags('attested', 'can_print', 'monitor', 'skip_sync', 'unverified'),
  text('cost_cc', 'Cost currency', 3, { defaultValue: 'USD' }),
  column('float', 'cost', 'Cost'),
  ...texts(40, 'due_in', 'gl_account', 'invoice_number', 'lease_id', 'po_number', 'object_id'),
];

const ownership = [
  reference('asset', 'Asset', 'alm_asset'),
  reference('model_id', 'Model ID', 'cmdb_model'),
  reference('manufacturer', 'Manufacturer', 'core_company'),
  reference('vendor', 'Vendor', 'core_company'),
  reference('company', 'Company', 'core_company'),
  reference('department', 'Department', 'cmn_department'),
  reference('location', 'Location', 'cmn_location'),
  reference('cost_center', 'Cost center', 'cmn_cost_center'),
  reference('assigned_to', 'Assigned to', 'sys_user'),
  reference('owned_by', 'Owned by', 'sys_user'),
  reference('managed_by', 'Managed by', 'sys_user'),
  reference('supported_by', 'Supported by', 'sys_user'),
  reference('attested_by', 'Attested by', 'sys_user'),
  reference('assignment_group', 'Change Group', 'sys_user_group'),
  reference('support_group', 'Support group', 'sys_user_group'),
  reference('managed_by_group', 'Managed By Group', 'sys_user_group'),
  reference('change_control', 'Approval group', 'sys_user_group'),
  reference('duplicate_of', 'Duplicate Of', 'cmdb_ci'),
  reference('schedule', 'Schedule', 'cmn_schedule'),
  reference('maintenance_schedule', 'Maintenance schedule', 'cmn_schedule'),
  reference('life_cycle_stage', 'Life Cycle Stage', 'life_cycle_stage'),
  reference('life_cycle_stage_status', 'Life Cycle Stage Status', 'life_cycle_stage_status'),
];

const history = [
  dateTime('first_discovered', 'First discovered'),
  dateTime('last_discovered', 'Most recent discovery'),
  dateTime('attested_date', 'Attested date'),
  dateTime('assigned', 'Assigned'),
  dateTime('checked_in', 'Checked in'),
  dateTime('checked_out', 'Checked out'),
  dateTime('delivery_date', 'Order received'),
  dateTime('due', 'Due'),
  dateTime('install_date', 'Installed'),
  dateTime('order_date', 'Ordered'),
  dateTime('start_date', 'Start date'),
  date('purchase_date', 'Purchased'),
  date('warranty_expiration', 'Warranty expiration'),
];

const hardwareColumns = [
  text('default_gateway', 'Default gateway', 255),
  choice(
    'hardware_status',
    'Hardware status',
    choices(
      ['installed', 'Installed'],
      ['in_stock', 'In Stock'],
      ['in_maintenance', 'In Maintenance'],
      ['retired', 'Retired'],
    ),
  ),
  text('hardware_substatus', 'Hardware substatus', 40),
];

const computerColumns = [
  text('os', 'Operating System', 255),
  text('os_version', 'OS Version', 255),
  text('os_service_pack', 'OS Service Pack', 255),
  text('os_domain', 'OS Domain', 255),
  whole('os_address_width', 'OS Address Width (bits)'),
  text('host_name', 'Host name', 255),
  whole('ram', 'RAM (MB)'),
  column('float', 'disk_space', 'Disk space (GB)'),
  text('cpu_name', 'CPU name', 255),
  text('cpu_type', 'CPU type', 255),
  column('float', 'cpu_speed', 'CPU speed (MHz)'),
  whole('cpu_count', 'CPU count'),
  whole('cpu_core_count', 'CPU core count'),
  whole('cpu_core_thread', 'CPU core thread'),
  reference('cpu_manufacturer', 'CPU manufacturer', 'core_company'),
  text('form_factor', 'Form factor', 40),
  text('chassis_type', 'Chassis type', 40),
  text('cd_speed', 'CD speed', 40),
  text('floppy', 'Floppy', 40),
  flag('cd_rom', 'CD ROM', 'false'),
  flag('virtual', 'Is Virtual', 'false'),
];

const serverColumns = [
  choice('classification', 'Classification', environments, { defaultValue: 'Production' }),
  choice('used_for', 'Used for', environments, { defaultValue: 'Production' }),
  choice('firewall_status', 'Firewall status', sameChoices('DMZ', 'Intranet', 'Internet')),
  text('dr_backup', 'DR backup', 32),
  text('host_name_alias', 'Host name alias', 255),
];

const criticality = choices(
  ['1 - most critical', '1 - most critical'],
  ['2 - somewhat critical', '2 - somewhat critical'],
  ['3 - less critical', '3 - less critical'],
  ['4 - not critical', '4 - not critical'],
);

const serviceColumns = [
  text('number', 'Number', 40),
  choice('busines_criticality', 'Business criticality', criticality),
  choice('used_for', 'Used for', environments),
  choice(
    'service_classification',
    'Service classification',
    sameChoices(
      'Business Service',
      'Technical Service',
      'Service Offering',
      'Application Service',
      'Business Service Offering',
    ),
  ),
  choice(
    'service_status',
    'Service status',
    choices(
      ['pipeline', 'Pipeline'],
      ['requirements', 'Requirements'],
      ['operational', 'Operational'],
      ['retired', 'Retired'],
    ),
  ),
  reference('parent', 'Parent', 'cmdb_ci_service'),
  reference('service_owner_delegate', 'Service owner delegate', 'sys_user'),
  text('service_level_requirement', 'Service level requirement', 4000),
  text('version', 'Version', 40),
  flag('published_ref', 'Published', 'false'),
  date('end_date', 'End date'),
];

const offeringColumns = [
  reference('service', 'Service', 'cmdb_ci_service'),
  text('description', 'Description', 4000),
  text('price_model', 'Price model', 40),
  column('currency', 'price', 'Price', { maxLength: 20 }),
];

const applicationColumns = [
  text('running_process_command', 'Running process command', 1000),
  text('running_process_key_parameters', 'Running process key parameters', 1000),
  text('install_directory', 'Installation directory', 255),
  text('config_directory', 'Configuration directory', 255),
  text('config_file', 'Configuration file', 255),
  text('pid', 'Running process ID', 40),
  text('tcp_port', 'TCP port(s)', 255),
  text('version', 'Version', 255),
  flag('is_clustered', 'Is clustered', 'false'),
  text('used_for', 'Used for', 40),
];

const hardwareClasses: readonly StockTable[] = [
  childTable('cmdb_ci_hardware', 'Hardware', 'cmdb_ci', hardwareColumns),
  childTable('cmdb_ci_computer', 'Computer', 'cmdb_ci_hardware', computerColumns),
  childTable('cmdb_ci_pc_hardware', 'Personal Computer', 'cmdb_ci_computer'),
  childTable('cmdb_ci_server', 'Server', 'cmdb_ci_computer', serverColumns),
  childTable('cmdb_ci_win_server', 'Windows Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_linux_server', 'Linux Server', 'cmdb_ci_server', [
    text('kernel_release', 'Kernel release', 255),
  ]),
  childTable('cmdb_ci_unix_server', 'UNIX Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_mainframe', 'Mainframe', 'cmdb_ci_computer'),
  childTable('cmdb_ci_vm_instance', 'Virtual Machine Instance', 'cmdb_ci'),
  childTable('cmdb_ci_netgear', 'Network Gear', 'cmdb_ci_hardware', [
    text('device_type', 'Device type', 40),
    whole('ports', 'Ports'),
    text('firmware_version', 'Firmware version', 255),
  ]),
  childTable('cmdb_ci_ip_router', 'IP Router', 'cmdb_ci_netgear'),
  childTable('cmdb_ci_ip_switch', 'IP Switch', 'cmdb_ci_netgear'),
  childTable('cmdb_ci_ip_firewall', 'IP Firewall', 'cmdb_ci_netgear'),
  childTable('cmdb_ci_printer', 'Printer', 'cmdb_ci_hardware'),
  childTable('cmdb_ci_ups', 'UPS', 'cmdb_ci_hardware'),
  childTable('cmdb_ci_network_adapter', 'Network Adapter', 'cmdb_ci', [
    reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
    text('netmask', 'Netmask', 40),
    flag('dhcp_enabled', 'DHCP enabled', 'false'),
  ]),
];

const softwareClasses: readonly StockTable[] = [
  childTable('cmdb_ci_appl', 'Application', 'cmdb_ci', applicationColumns),
  childTable('cmdb_ci_app_server', 'Application Server', 'cmdb_ci_appl'),
  childTable('cmdb_ci_web_server', 'Web Server', 'cmdb_ci_app_server'),
  childTable('cmdb_ci_apache_web_server', 'Apache Web Server', 'cmdb_ci_web_server'),
  childTable('cmdb_ci_email_server', 'Email Server', 'cmdb_ci_app_server'),
  childTable('cmdb_ci_database', 'Database', 'cmdb_ci'),
  childTable('cmdb_ci_db_instance', 'Database Instance', 'cmdb_ci_appl', [
    text('type', 'Type', 40),
    text('edition', 'Edition', 255),
  ]),
  childTable('cmdb_ci_db_ora_instance', 'Oracle Instance', 'cmdb_ci_db_instance', [
    text('sid', 'SID', 255),
  ]),
  childTable('cmdb_ci_db_mysql_instance', 'MySQL Instance', 'cmdb_ci_db_instance'),
  childTable('cmdb_ci_cluster', 'Cluster', 'cmdb_ci'),
  childTable('cmdb_ci_business_app', 'Business Application', 'cmdb_ci', [
    reference('business_unit', 'Business unit', 'business_unit'),
    choice('business_criticality', 'Business criticality', criticality),
  ]),
];

const serviceClasses: readonly StockTable[] = [
  childTable('cmdb_ci_service', 'Service', 'cmdb_ci', serviceColumns, {
    numberPrefix: 'BSN',
    nextNumber: 10_001,
  }),
  childTable('cmdb_ci_service_business', 'Business Service', 'cmdb_ci_service'),
  childTable('cmdb_ci_service_technical', 'Technical Service', 'cmdb_ci_service'),
  childTable('cmdb_ci_service_auto', 'Application Service', 'cmdb_ci_service'),
  childTable('cmdb_ci_service_discovered', 'Mapped Application Service', 'cmdb_ci_service_auto'),
  childTable('service_offering', 'Service Offering', 'cmdb_ci_service', offeringColumns),
];

const supportingTables: readonly StockTable[] = [
  rootTable('cmdb_rel_ci', 'CI Relationship', [
    reference('parent', 'Parent', 'cmdb_ci'),
    reference('child', 'Child', 'cmdb_ci'),
    reference('type', 'Type', 'cmdb_rel_type'),
    whole('connection_strength', 'Connection strength'),
    whole('percent_outage', 'Percent outage'),
    text('port', 'Port', 40),
  ]),
  rootTable(
    'cmdb_rel_type',
    'CI Relation Type',
    [
      text('name', 'Name', 100),
      text('parent_descriptor', 'Parent descriptor', 40),
      text('child_descriptor', 'Child descriptor', 40),
    ],
    { display: 'name' },
  ),
  rootTable(
    'cmdb_model',
    'Product Model',
    [
      classColumn,
      text('name', 'Name', 255),
      text('display_name', 'Display name', 255),
      text('model_number', 'Model number', 255),
      reference('manufacturer', 'Manufacturer', 'core_company'),
      text('short_description', 'Short description', 1000),
      text('status', 'Status', 40),
    ],
    { display: 'display_name' },
  ),
  rootTable('cmdb_serial_number', 'Serial Number', [
    reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
    text('serial_number', 'Serial number', 255),
    text('serial_number_type', 'Serial number type', 40),
    flag('valid', 'Valid', 'true'),
  ]),
  // The link from a configuration item to the name a discovery source knows it by.
  rootTable('sys_object_source', 'Object Source', [
    text('name', 'Name', 40),
    text('id', 'ID', 512),
    text('target_table', 'Target table', 80),
    column('document_id', 'target_sys_id', 'Target', { maxLength: 32 }),
    dateTime('last_scan', 'Last scan'),
  ]),
  rootTable('task_ci', 'CIs Affected', [
    reference('task', 'Task', 'task'),
    reference('ci_item', 'Configuration item', 'cmdb_ci'),
    flag('applied', 'Applied', 'false'),
    dateTime('applied_date', 'Applied date'),
  ]),
  rootTable('task_cmdb_ci_service', 'Impacted Services/CIs', [
    reference('task', 'Task', 'task'),
    reference('cmdb_ci_service', 'Service', 'cmdb_ci_service'),
    flag('manually_added', 'Manually added', 'false'),
  ]),
  rootTable('cmdb_ci_outage', 'Outage', [
    reference('cmdb_ci', 'Configuration item', 'cmdb_ci'),
    reference('task_number', 'Task number', 'task'),
    choice(
      'type',
      'Type',
      choices(['outage', 'Outage'], ['degradation', 'Degradation'], ['planned', 'Planned Outage']),
    ),
    dateTime('begin', 'Begin'),
    dateTime('end', 'End'),
    duration('duration', 'Duration'),
    text('short_description', 'Short description', 160),
  ]),
];

export const cmdbTables: readonly StockTable[] = [
  rootTable('cmdb', 'Base Configuration Item', [...baseColumns, ...ownership, ...history], {
    display: 'name',
  }),
  childTable('cmdb_ci', 'Configuration Item', 'cmdb'),
  ...hardwareClasses,
  ...softwareClasses,
  ...serviceClasses,
  ...supportingTables,
];
