import {
  childTable,
  choice,
  choices,
  column,
  date,
  flag,
  reference,
  sameChoices,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';
import { environments } from './cmdb.ts';

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
  flag('internet_facing', 'Internet Facing', 'false'),
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
  childTable('cmdb_ci_solaris_server', 'Solaris Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_aix_server', 'AIX Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_esx_server', 'ESX Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_hyper_v_server', 'Hyper-V Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_storage_server', 'Storage Server', 'cmdb_ci_server'),
  childTable('cmdb_ci_lb', 'Load Balancer', 'cmdb_ci_server'),
  childTable('cmdb_ci_mainframe', 'Mainframe', 'cmdb_ci_computer'),
  childTable('cmdb_ci_vm_instance', 'Virtual Machine Instance', 'cmdb_ci', [
    text('vm_inst_id', 'VM instance ID', 255),
    text('state', 'State', 40),
    whole('cpus', 'CPUs'),
    whole('memory', 'Memory (MB)'),
  ]),
  childTable('cmdb_ci_ec2_instance', 'AWS EC2 Instance', 'cmdb_ci_vm_instance'),
  childTable('cmdb_ci_vmware_instance', 'VMware Virtual Machine Instance', 'cmdb_ci_vm_instance'),
  childTable('cmdb_ci_msd', 'Mass Storage Device', 'cmdb_ci_hardware'),
  childTable('cmdb_ci_rack', 'Rack', 'cmdb_ci_hardware'),
  childTable('cmdb_ci_datacenter', 'Data Center', 'cmdb_ci'),
  childTable('cmdb_ci_zone', 'Data Center Zone', 'cmdb_ci'),
  childTable('cmdb_ci_ip_address', 'IP Address', 'cmdb_ci'),
  childTable('cmdb_ci_disk', 'Disk', 'cmdb_ci'),
  childTable('cmdb_ci_file_system', 'File System', 'cmdb_ci'),
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
  childTable('cmdb_ci_db_mssql_instance', 'MSFT SQL Instance', 'cmdb_ci_db_instance'),
  childTable('cmdb_ci_db_postgresql_instance', 'PostgreSQL Instance', 'cmdb_ci_db_instance'),
  childTable('cmdb_ci_app_server_java', 'Java Application Server', 'cmdb_ci_app_server'),
  childTable('cmdb_ci_vcenter', 'VMware vCenter Instance', 'cmdb_ci_appl'),
  childTable('cmdb_ci_docker_container', 'Docker Container', 'cmdb_ci'),
  childTable('cmdb_ci_kubernetes_cluster', 'Kubernetes Cluster', 'cmdb_ci'),
  childTable('cmdb_ci_cloud_service_account', 'Cloud Service Account', 'cmdb_ci'),
  childTable('cmdb_ci_certificate', 'Unique Certificate', 'cmdb_ci'),
  childTable('cmdb_ci_dns_name', 'DNS Name', 'cmdb_ci'),
  childTable('cmdb_ci_environment', 'Environment', 'cmdb_ci'),
  childTable('cmdb_ci_spkg', 'Software', 'cmdb_ci'),
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

/** Kinds of configuration items, from the general to the special. */
export const cmdbClassTables: readonly StockTable[] = [
  ...hardwareClasses,
  ...softwareClasses,
  ...serviceClasses,
];
