import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'acl-claim-create': {
                        table: 'sys_security_acl'
                        id: '1032add4fedc49348cbce1e78dce3f80'
                    }
                    'acl-claim-delete': {
                        table: 'sys_security_acl'
                        id: 'f340b3072a4f4cc3a1424487340088e9'
                    }
                    'acl-claim-read': {
                        table: 'sys_security_acl'
                        id: '4b66a4a750854118a53389e506e5e49b'
                    }
                    'acl-claim-write': {
                        table: 'sys_security_acl'
                        id: '458c23edcf344952a57c1be404bfde29'
                    }
                    'acl-connection-create': {
                        table: 'sys_security_acl'
                        id: '41b73eab323c47538e2ae82b034aed3e'
                    }
                    'acl-connection-delete': {
                        table: 'sys_security_acl'
                        id: 'f8eba665c5f94e349b3578082618ecb3'
                    }
                    'acl-connection-old-secret-read': {
                        table: 'sys_security_acl'
                        id: '15dcaebbcc054f1fa62859ff108d9e48'
                    }
                    'acl-connection-old-secret-write': {
                        table: 'sys_security_acl'
                        id: 'e1bd46267ed44a268c3b020c40630229'
                    }
                    'acl-connection-read': {
                        table: 'sys_security_acl'
                        id: '801c5caffa804760a790187125782476'
                    }
                    'acl-connection-secret-read': {
                        table: 'sys_security_acl'
                        id: '1c2ef866b20e4ab08916519ebd8c4a82'
                    }
                    'acl-connection-secret-write': {
                        table: 'sys_security_acl'
                        id: '969417750cd844f0bcb89f87aec293fe'
                    }
                    'acl-connection-write': {
                        table: 'sys_security_acl'
                        id: '249ee6e9c9184d0e95540a11d2b38c22'
                    }
                    'acl-event-create': {
                        table: 'sys_security_acl'
                        id: '9dc1d86f620b4967bc73761eb74bd6c3'
                    }
                    'acl-event-delete': {
                        table: 'sys_security_acl'
                        id: '08116514d76949a2bc8145a7d392886b'
                    }
                    'acl-event-read': {
                        table: 'sys_security_acl'
                        id: '5aa5252429994f2d8542c8f2f81da82a'
                    }
                    'acl-event-write': {
                        table: 'sys_security_acl'
                        id: '3525ad27bf6d43729b7094e7c0f3a8ed'
                    }
                    'acl-forward-rule-create': {
                        table: 'sys_security_acl'
                        id: 'e364298e66aa4822b4f5b24f215cec31'
                    }
                    'acl-forward-rule-delete': {
                        table: 'sys_security_acl'
                        id: '42b8c453c3034c6faf37e429cd2b7ef4'
                    }
                    'acl-forward-rule-read': {
                        table: 'sys_security_acl'
                        id: 'd7aa743f95b4456991a6b8f2f883313c'
                    }
                    'acl-forward-rule-write': {
                        table: 'sys_security_acl'
                        id: '44f7b8a424e144ac9a964f52989b2f3c'
                    }
                    'acl-link-create': {
                        table: 'sys_security_acl'
                        id: '0c43c2916d4d458094eb7596877f36e9'
                    }
                    'acl-link-delete': {
                        table: 'sys_security_acl'
                        id: '9496f75ebbfb4614a6612a2e3c48e7f8'
                    }
                    'acl-link-read': {
                        table: 'sys_security_acl'
                        id: '9db2529aaf95451c948bca7ac21f4c8c'
                    }
                    'acl-link-write': {
                        table: 'sys_security_acl'
                        id: 'd54b6a248c994a3e9035dfaac9e7f3a4'
                    }
                    'acl-outbox-create': {
                        table: 'sys_security_acl'
                        id: '5ecdcfbf22c94b3083528677e7f95ca9'
                    }
                    'acl-outbox-delete': {
                        table: 'sys_security_acl'
                        id: 'b05e978fe94341ecae66f61dee5b20f6'
                    }
                    'acl-outbox-read': {
                        table: 'sys_security_acl'
                        id: '207ce0b15e17497e9f300a5f78aef796'
                    }
                    'acl-outbox-write': {
                        table: 'sys_security_acl'
                        id: '653161fa49f643ebadea54aa36972938'
                    }
                    'acl-page-status': {
                        table: 'sys_security_acl'
                        id: 'a7682297238344c59fe690825f007213'
                    }
                    'acl-rest-execute': {
                        table: 'sys_security_acl'
                        id: '69afaf0361734e48ba5b91cc3b10ec9e'
                    }
                    'acl-rest-inspect': {
                        table: 'sys_security_acl'
                        id: '5fc43f0a366e45509ce28230e9403069'
                    }
                    'acl-task-create': {
                        table: 'sys_security_acl'
                        id: '5a1fe46957f44f8586832469fd8125ba'
                    }
                    'acl-task-external-url-read': {
                        table: 'sys_security_acl'
                        id: '56a0d78537e242b9b180c15ff781a5c7'
                    }
                    'acl-task-external-url-write': {
                        table: 'sys_security_acl'
                        id: '3b578190305447a3aca6440fe6d635d0'
                    }
                    'acl-task-key-read': {
                        table: 'sys_security_acl'
                        id: '5c9d87b5d4414177a7ef68e4a72e2860'
                    }
                    'acl-task-key-write': {
                        table: 'sys_security_acl'
                        id: '29a3b0ee8f114376921eaee5a8893099'
                    }
                    'acl-task-managed-read': {
                        table: 'sys_security_acl'
                        id: '47aea2698c2442eebd5f32a47638d004'
                    }
                    'acl-task-managed-write': {
                        table: 'sys_security_acl'
                        id: '05d12c097e6247c7a0b5bf20b735fa66'
                    }
                    'acl-task-origin-read': {
                        table: 'sys_security_acl'
                        id: '5e6f373a7cb8479495e35d67512dc400'
                    }
                    'acl-task-origin-write': {
                        table: 'sys_security_acl'
                        id: '2f15592d47394c6fbee31c7474531075'
                    }
                    'acl-task-read': {
                        table: 'sys_security_acl'
                        id: 'e3366b5e61644bc3aa227d82507c23ed'
                    }
                    'acl-task-source-read': {
                        table: 'sys_security_acl'
                        id: 'd97d00593a2d4ba6887c1bf6f4be07d3'
                    }
                    'acl-task-source-write': {
                        table: 'sys_security_acl'
                        id: '862e448c30c84cf3b0bad72ebe57fcd9'
                    }
                    'acl-task-write': {
                        table: 'sys_security_acl'
                        id: '3f27f978f7de40cdb28bc5664dd28ae3'
                    }
                    'acl-watch-create': {
                        table: 'sys_security_acl'
                        id: 'f69b97c60605420ab2866c81b5c1a95a'
                    }
                    'acl-watch-delete': {
                        table: 'sys_security_acl'
                        id: 'cca8ce0b962d440aadb7b27ae3d93d54'
                    }
                    'acl-watch-read': {
                        table: 'sys_security_acl'
                        id: '8885d34d71d6400081531f9f97a00cb6'
                    }
                    'acl-watch-write': {
                        table: 'sys_security_acl'
                        id: 'b93c0678868d4d70880f0bc1cd7acdbe'
                    }
                    'action-drain-on-event': {
                        table: 'sysevent_script_action'
                        id: '9c535bc8656f4ba988688bed30379cbd'
                    }
                    'action-open-in-tool': {
                        table: 'sys_ui_action'
                        id: '083068c18385450ca58f55ee757d6b11'
                    }
                    'action-resend': {
                        table: 'sys_ui_action'
                        id: '1760590210bd4f5688ea0e6dca0641f8'
                    }
                    'action-show-relay-view': {
                        table: 'sys_ui_action'
                        id: '8ddebb99d3344336b4ff05ae92264253'
                    }
                    'atf-access': {
                        table: 'sys_atf_test'
                        id: '2d56b7595c5c4809a7435f18adf39a1d'
                    }
                    'atf-access-1': {
                        table: 'sys_atf_step'
                        id: '07cfef20d3cb428d936e9472b7a2675e'
                    }
                    'atf-access-2': {
                        table: 'sys_atf_step'
                        id: '0eba35bdba194fbea08ef1044555123c'
                    }
                    'atf-rule': {
                        table: 'sys_atf_test'
                        id: '698ca77c07d54c7b9d113f4fd215cc9e'
                    }
                    'atf-rule-1': {
                        table: 'sys_atf_step'
                        id: '7aaf7ccfd1544ccea0c84cd90b076ca8'
                    }
                    'atf-rule-2': {
                        table: 'sys_atf_step'
                        id: '62a9d8f68f2e45fba5a28526eaa01533'
                    }
                    'atf-rule-3': {
                        table: 'sys_atf_step'
                        id: '61fbe83e9e1b47a88532047fa6b092a8'
                    }
                    'atf-signature': {
                        table: 'sys_atf_test'
                        id: '2e4decde725c42f89e1fb4512b2cfbfd'
                    }
                    'atf-signature-1': {
                        table: 'sys_atf_step'
                        id: 'a1755b1a8e3646b5a2d0f26e654839ec'
                    }
                    'atf-unique': {
                        table: 'sys_atf_test'
                        id: '5036db8e98b640b19e4aa39218331a96'
                    }
                    'atf-unique-1': {
                        table: 'sys_atf_step'
                        id: 'a95567ab8eba4014a3b52edc5f377b0d'
                    }
                    'atf-unique-2': {
                        table: 'sys_atf_step'
                        id: '009a4c0a20504e0e8f53f2109cb6fc4f'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '32a003a3fb6c413e897e056f77a3319d'
                    }
                    'event-outbox-ready': {
                        table: 'sysevent_register'
                        id: '587f70aac31448d58c7f4431eca9b185'
                    }
                    'event-outbox-stuck': {
                        table: 'sysevent_register'
                        id: '31a5401c7dd44e38a8f8d330cadf0037'
                    }
                    'event-relay-heard': {
                        table: 'sysevent_register'
                        id: '446b491a01b943159ee4f11e7f3f741b'
                    }
                    'event-relay-silent': {
                        table: 'sysevent_register'
                        id: '4f99d4fa8a6e44cbbe3e7bf1443f5420'
                    }
                    'incident-list-changes': {
                        table: 'sys_ui_related_list_entry'
                        id: '1f5889774d1c4f419cb842b3066da787'
                    }
                    'incident-list-events': {
                        table: 'sys_ui_related_list_entry'
                        id: '46ddb9b4a3074e6dae853106a7ae1449'
                    }
                    'incident-list-link': {
                        table: 'sys_ui_related_list_entry'
                        id: 'ab044418e6634ba2a21e91cf44d08c26'
                    }
                    'incident-lists': {
                        table: 'sys_ui_related_list'
                        id: '937b06526f6f47139ba20b42dff58429'
                    }
                    'job-drain-everything': {
                        table: 'sysauto_script'
                        id: 'eb8f4b1a2f8445569fcb89a1987bcebf'
                    }
                    'job-keep-house': {
                        table: 'sysauto_script'
                        id: '8a9203cae650457d9a0369754fd76eb3'
                    }
                    menu: {
                        table: 'sys_app_application'
                        id: 'e05a10002b704ec9b99ff6883f2d33f3'
                    }
                    'module-connections': {
                        table: 'sys_app_module'
                        id: 'bf62e7e039f941a38d5f9601c60f2229'
                    }
                    'module-forward-rules': {
                        table: 'sys_app_module'
                        id: '3661719ac2d14ebf9f4030eb6afba6ea'
                    }
                    'module-links': {
                        table: 'sys_app_module'
                        id: '2dfd9bcb649a4fff9dd7d2611542df11'
                    }
                    'module-outbox': {
                        table: 'sys_app_module'
                        id: '3982cec2bbc04ec299c61961277de94b'
                    }
                    'module-outbox-dead': {
                        table: 'sys_app_module'
                        id: '717d5bd5a97344b2afd261afaae43da8'
                    }
                    'module-outbox-waiting': {
                        table: 'sys_app_module'
                        id: '37efbaba5d694dc5bfad8b106dab62d3'
                    }
                    'module-properties': {
                        table: 'sys_app_module'
                        id: '44b090a58ec74f4186ab1e52047d4c51'
                    }
                    'module-status': {
                        table: 'sys_app_module'
                        id: 'da46eea3f6864ba298d223b80e537ba5'
                    }
                    'notification-outbox-stuck': {
                        table: 'sysevent_email_action'
                        id: '1dc380b8b5804eb9a86f44a5a614fde6'
                    }
                    'notification-relay-heard': {
                        table: 'sysevent_email_action'
                        id: 'ccafe6af2c214513b5592d80371ed588'
                    }
                    'notification-relay-silent': {
                        table: 'sysevent_email_action'
                        id: 'abdc2e56fb264fa48452d9f0f3855250'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: '6abc254e76274b3b86252c4eec4ce499'
                    }
                    'privilege-attachment-read': {
                        table: 'sys_scope_privilege'
                        id: '03aac17054dd452898a250bf83073d7b'
                    }
                    'privilege-attachment-write': {
                        table: 'sys_scope_privilege'
                        id: 'f6925ba981a844b49671015ca31ea5c1'
                    }
                    'privilege-change-request-create': {
                        table: 'sys_scope_privilege'
                        id: 'd2d2e22e69b248dbb59f3449f511cd92'
                    }
                    'privilege-change-request-read': {
                        table: 'sys_scope_privilege'
                        id: 'a5ef179aa9a645bbbdd6a6ad1a390489'
                    }
                    'privilege-change-request-write': {
                        table: 'sys_scope_privilege'
                        id: '5c812e28765d49e78fb321d15208bfbd'
                    }
                    'privilege-change-task-create': {
                        table: 'sys_scope_privilege'
                        id: '1b28c307b25343468c1b891a29cc7dac'
                    }
                    'privilege-change-task-read': {
                        table: 'sys_scope_privilege'
                        id: 'd19f121a8e984adda1f274a74dfbc973'
                    }
                    'privilege-change-task-write': {
                        table: 'sys_scope_privilege'
                        id: 'ffca4c7abf4d4106b468ae42e785bbea'
                    }
                    'privilege-cmdb-ci-read': {
                        table: 'sys_scope_privilege'
                        id: '89067f4e36d04b6b89c30e1f2a490b09'
                    }
                    'privilege-cmdb-ci-service-read': {
                        table: 'sys_scope_privilege'
                        id: '870ca65bf9fb44469338fe4dd7a51715'
                    }
                    'privilege-execute-certificateencryption': {
                        table: 'sys_scope_privilege'
                        id: 'a1953006586841d187a83d1f4cd3d756'
                    }
                    'privilege-execute-glide-api-properties': {
                        table: 'sys_scope_privilege'
                        id: 'da80e8a5cefd42a7ad6e01e764c199a1'
                    }
                    'privilege-execute-glide-api-scripting': {
                        table: 'sys_scope_privilege'
                        id: '49e244ce45b44fcaad57937cab438887'
                    }
                    'privilege-execute-glideaggregate': {
                        table: 'sys_scope_privilege'
                        id: 'aa4828dcfcfd4be191275415e7e1e991'
                    }
                    'privilege-execute-gliderecord-deletemultiple': {
                        table: 'sys_scope_privilege'
                        id: '0250f120c9a7456787013c41f79f5e80'
                    }
                    'privilege-execute-gliderecord-deleterecord': {
                        table: 'sys_scope_privilege'
                        id: 'd428777b331c4c168669b45debf7c5c8'
                    }
                    'privilege-execute-gliderecord-insert': {
                        table: 'sys_scope_privilege'
                        id: '2edf3f334cde48deafecfd5cb7d73706'
                    }
                    'privilege-execute-gliderecord-setvalue': {
                        table: 'sys_scope_privilege'
                        id: 'a2f5079475ea47db8aba49f5b3006edc'
                    }
                    'privilege-execute-gliderecord-update': {
                        table: 'sys_scope_privilege'
                        id: 'a812530ffa6b4ea5ab2eaea5dff5ded5'
                    }
                    'privilege-execute-glidesysattachment': {
                        table: 'sys_scope_privilege'
                        id: '9b910b1613d14e9abc9acebebdee6f07'
                    }
                    'privilege-execute-restapirequest': {
                        table: 'sys_scope_privilege'
                        id: '54a0fd18d3f342a3b8af8fe57687f612'
                    }
                    'privilege-execute-scopedglideelement': {
                        table: 'sys_scope_privilege'
                        id: 'fdcb53b36bc44283880db65505e61fd0'
                    }
                    'privilege-execute-scriptablerestmessageclient-execute': {
                        table: 'sys_scope_privilege'
                        id: 'f38031264cfb4db1969c6894816f943a'
                    }
                    'privilege-execute-scriptablerestmessageclient-setendpoint': {
                        table: 'sys_scope_privilege'
                        id: 'a4924abe796240099d885cb64c0a4ae1'
                    }
                    'privilege-execute-scriptablerestmessageclient-sethttpmethod': {
                        table: 'sys_scope_privilege'
                        id: 'eaf2049b83964ba89af8f72d12b455f1'
                    }
                    'privilege-execute-scriptablerestmessageclient-sethttptimeout': {
                        table: 'sys_scope_privilege'
                        id: '004bd570e45b4a55955126027a8a79b2'
                    }
                    'privilege-execute-scriptablerestmessageclient-setrequestbody': {
                        table: 'sys_scope_privilege'
                        id: '434c90d7fd93492d87ae8dc7ec03d133'
                    }
                    'privilege-execute-scriptablerestmessageclient-setrequestheader': {
                        table: 'sys_scope_privilege'
                        id: '375b336dcc8d4faa87b22bd624f25a56'
                    }
                    'privilege-execute-scriptableserviceresultbuilder-setbody': {
                        table: 'sys_scope_privilege'
                        id: '2bbc1d33b8a14510a34d39ea77aefe87'
                    }
                    'privilege-execute-scriptableserviceresultbuilder-setstatus': {
                        table: 'sys_scope_privilege'
                        id: '22c5102bd124415dacd46940c57a4f01'
                    }
                    'privilege-glide-events': {
                        table: 'sys_scope_privilege'
                        id: '8336cc13b8504dd1ada6d75625dddc44'
                    }
                    'privilege-glide-strings': {
                        table: 'sys_scope_privilege'
                        id: '9fde23b0d1fc45c5a807809f1006f00b'
                    }
                    'privilege-glide-users': {
                        table: 'sys_scope_privilege'
                        id: '4e537a7bca264ba1b75069eec5c94379'
                    }
                    'privilege-http-get-body': {
                        table: 'sys_scope_privilege'
                        id: '7c88726518454966a708dff67c7384d7'
                    }
                    'privilege-http-get-error': {
                        table: 'sys_scope_privilege'
                        id: '72668f811bfb47c9b1aca6e3b8805103'
                    }
                    'privilege-http-get-status': {
                        table: 'sys_scope_privilege'
                        id: '9b017973c415460a8c0b2a51aba8d8e9'
                    }
                    'privilege-incident-create': {
                        table: 'sys_scope_privilege'
                        id: '724808c9fdf843ed973421635a3c5bfd'
                    }
                    'privilege-incident-read': {
                        table: 'sys_scope_privilege'
                        id: '08d23c86036e4676a0397d01ea1b469b'
                    }
                    'privilege-incident-write': {
                        table: 'sys_scope_privilege'
                        id: '4f05b9e99c5e40d7836f0f9cbd8580a9'
                    }
                    'privilege-journal-read': {
                        table: 'sys_scope_privilege'
                        id: '211bbdbbbaee416281dc19619a7e7150'
                    }
                    'privilege-mac': {
                        table: 'sys_scope_privilege'
                        id: '2e503c1064ba48edb2c3ccc5d47d8e40'
                    }
                    'privilege-problem-create': {
                        table: 'sys_scope_privilege'
                        id: '8d164feced934caeae5943a4b8229556'
                    }
                    'privilege-problem-read': {
                        table: 'sys_scope_privilege'
                        id: 'aac74117e3af480394697a142fcc6651'
                    }
                    'privilege-problem-task-create': {
                        table: 'sys_scope_privilege'
                        id: '19091d0f7550449ba2208fdc771455ac'
                    }
                    'privilege-problem-task-read': {
                        table: 'sys_scope_privilege'
                        id: 'ddd0333fd99c429c9b4827eb277e9318'
                    }
                    'privilege-problem-task-write': {
                        table: 'sys_scope_privilege'
                        id: '00d1f35e59fa4aadba35b30e10ebd314'
                    }
                    'privilege-problem-write': {
                        table: 'sys_scope_privilege'
                        id: '88525811472a4209a2149258889acbd5'
                    }
                    'privilege-quota-read': {
                        table: 'sys_scope_privilege'
                        id: 'f7c8ba84f60e49c1bb2622664372ec66'
                    }
                    'privilege-rest-request-body': {
                        table: 'sys_scope_privilege'
                        id: '2afb5bf827d84f0d9eb740380748843b'
                    }
                    'privilege-sc-req-item-create': {
                        table: 'sys_scope_privilege'
                        id: '71cef6c859bf476da86fc8546e994c91'
                    }
                    'privilege-sc-req-item-read': {
                        table: 'sys_scope_privilege'
                        id: '869cff64c917469e9c48bad7268d262c'
                    }
                    'privilege-sc-req-item-write': {
                        table: 'sys_scope_privilege'
                        id: '3ce8c296a4214a3385e4db3063f160c7'
                    }
                    'privilege-sc-request-create': {
                        table: 'sys_scope_privilege'
                        id: '0524cb8b10e748d2a4ec6010ec8ca43f'
                    }
                    'privilege-sc-request-read': {
                        table: 'sys_scope_privilege'
                        id: 'b46035ba312249519427b41beb4d4064'
                    }
                    'privilege-sc-request-write': {
                        table: 'sys_scope_privilege'
                        id: '6ce0ea5eb6dc4abf915184a683e49d1d'
                    }
                    'privilege-sc-task-create': {
                        table: 'sys_scope_privilege'
                        id: '767c7f93a29b4121ba7bdb9965b6074c'
                    }
                    'privilege-sc-task-read': {
                        table: 'sys_scope_privilege'
                        id: 'e5dcdf485e41403abc8eab222850dd58'
                    }
                    'privilege-sc-task-write': {
                        table: 'sys_scope_privilege'
                        id: '90f67d27c2564fc1b4d343ad283d30de'
                    }
                    'privilege-sys-attachment-create': {
                        table: 'sys_scope_privilege'
                        id: '28a3004ba2c649bd8543ceeeadf3f587'
                    }
                    'privilege-sys-attachment-read': {
                        table: 'sys_scope_privilege'
                        id: '3326c7be04ad499294a8a713157663c7'
                    }
                    'privilege-sys-choice-read': {
                        table: 'sys_scope_privilege'
                        id: '9060b79b01ae4f118ac2da240cde80cf'
                    }
                    'privilege-sys-db-object-read': {
                        table: 'sys_scope_privilege'
                        id: 'f1c65cfa67bc40779d04e87798194ef4'
                    }
                    'privilege-sys-dictionary-read': {
                        table: 'sys_scope_privilege'
                        id: '4273458c707e4c3a9e57b3a018b024d0'
                    }
                    'privilege-sys-scope-privilege-read': {
                        table: 'sys_scope_privilege'
                        id: 'e6e93b5f150c49e58353e1c49697e90c'
                    }
                    'privilege-sys-user-group-read': {
                        table: 'sys_scope_privilege'
                        id: 'e259a40cfcc64b13b39808bb2abdb809'
                    }
                    'privilege-sys-user-read': {
                        table: 'sys_scope_privilege'
                        id: 'c6a70b0c660b4d16823df54363b2a5e2'
                    }
                    'privilege-task-create': {
                        table: 'sys_scope_privilege'
                        id: '94264e9e0de44bf0b26341e574190743'
                    }
                    'privilege-task-read': {
                        table: 'sys_scope_privilege'
                        id: '15e71cc8ccc24575aea070d3d6577d05'
                    }
                    'privilege-task-write': {
                        table: 'sys_scope_privilege'
                        id: 'ffa0c6d0ee8b450fbbbc104eb92f76b2'
                    }
                    'property-alarm-minutes': {
                        table: 'sys_properties'
                        id: 'd93841e2d2bd421cbc881f43c39fd58c'
                    }
                    'property-attachment-types': {
                        table: 'sys_properties'
                        id: '23109e1182cc49b2adedf466123df0ef'
                    }
                    'property-capture': {
                        table: 'sys_properties'
                        id: '7cc1283789e14f5b81c9f9dd48f70eb9'
                    }
                    'property-drain-attempts': {
                        table: 'sys_properties'
                        id: 'd4da3fa32fa24a2e97fe5e9d8d8c45d5'
                    }
                    'property-drain-batch': {
                        table: 'sys_properties'
                        id: '6b1cfff29e464bb6bca59e1eb5350245'
                    }
                    'property-enabled': {
                        table: 'sys_properties'
                        id: 'f9a62853175e49968464298749a0ab61'
                    }
                    'property-excluded-columns': {
                        table: 'sys_properties'
                        id: '72a5989115f847e3801b7cb67ff45109'
                    }
                    'property-forwarded-tables': {
                        table: 'sys_properties'
                        id: '6cebc451786a43129a23c54224ee9765'
                    }
                    'property-max-attachment-bytes': {
                        table: 'sys_properties'
                        id: '60ce4b6445bb44d1bb39e152cf37ac7b'
                    }
                    'property-max-body-bytes': {
                        table: 'sys_properties'
                        id: 'e2106acd96b141eb83eab458b7f3a7f8'
                    }
                    'property-note-days': {
                        table: 'sys_properties'
                        id: '032591151d0d4a9b9f7b876a157f5745'
                    }
                    'property-rotation-hours': {
                        table: 'sys_properties'
                        id: '1a155f0d584d498897906f4e74008338'
                    }
                    'property-sent-days': {
                        table: 'sys_properties'
                        id: '66480bdc8cd14d03a509fe03ea90e907'
                    }
                    'property-silence-minutes': {
                        table: 'sys_properties'
                        id: '5bc4570b33674512ac6fd6b0114fcae7'
                    }
                    'property-tables': {
                        table: 'sys_properties'
                        id: 'e54f6902cfaf49e0a5706c9091b09278'
                    }
                    'property-takeover-seconds': {
                        table: 'sys_properties'
                        id: '41ab8642ea0c438fa3074f92aec3943e'
                    }
                    'property-watched-columns': {
                        table: 'sys_properties'
                        id: 'abd20fc21c614408b4ed0f9e08a2d4df'
                    }
                    'relationship-changes': {
                        table: 'sys_relationship'
                        id: 'fabfaefaec544eff92417921f8144da1'
                    }
                    'relationship-events': {
                        table: 'sys_relationship'
                        id: '0b6f084848874ff4bb9ac8ba2bb794a6'
                    }
                    'relationship-link': {
                        table: 'sys_relationship'
                        id: '07636e00c457486c988c4b64cc2e0343'
                    }
                    'rest-acknowledge-changes': {
                        table: 'sys_ws_operation'
                        id: 'e05f3c15841342d7937e519a774ed5e3'
                    }
                    'rest-attach-file': {
                        table: 'sys_ws_operation'
                        id: 'ff2e349660ed4439aca5768f9db114b5'
                    }
                    'rest-batch-tasks': {
                        table: 'sys_ws_operation'
                        id: '3d7bf3598314457d9fd03767ee60ca63'
                    }
                    'rest-compare-links': {
                        table: 'sys_ws_operation'
                        id: '26c2e434bd72444b899d1b4baa614e79'
                    }
                    'rest-connect': {
                        table: 'sys_ws_operation'
                        id: 'b46040157d8347f6b388da078d0bb6a5'
                    }
                    'rest-disconnect': {
                        table: 'sys_ws_operation'
                        id: 'feaac4bc4a584f4ebf47325a4918055e'
                    }
                    'rest-find-tasks': {
                        table: 'sys_ws_operation'
                        id: 'c229fe80d6ec4f3f929cde524088918f'
                    }
                    'rest-get-attachment': {
                        table: 'sys_ws_operation'
                        id: 'caf95ce430d6450994fee19c042543a4'
                    }
                    'rest-get-changes': {
                        table: 'sys_ws_operation'
                        id: '7b30789c5aa24db492f4e02cb9d93b3a'
                    }
                    'rest-get-task': {
                        table: 'sys_ws_operation'
                        id: 'f02c6bd788de4b67a879cf3444e13532'
                    }
                    'rest-get-task-changes': {
                        table: 'sys_ws_operation'
                        id: '81bf0f8addd442e48eff06141f34b1de'
                    }
                    'rest-heartbeat': {
                        table: 'sys_ws_operation'
                        id: '44105a6982824e4cbb622649a8c59163'
                    }
                    'rest-list-links': {
                        table: 'sys_ws_operation'
                        id: '1ed72b0fc38d4243bf351847969db8e0'
                    }
                    'rest-lookup': {
                        table: 'sys_ws_operation'
                        id: '340fd11c93ab40e99a58ddb333095e4b'
                    }
                    'rest-metadata': {
                        table: 'sys_ws_operation'
                        id: 'f05b39e9d9274c2a8c2a046c4e3f91c3'
                    }
                    'rest-preflight': {
                        table: 'sys_ws_operation'
                        id: '58a2842f80824844900d93f45f574ada'
                    }
                    'rest-put-task': {
                        table: 'sys_ws_operation'
                        id: '4a6271b06e6f41a6a164eba79f2cabbd'
                    }
                    'rest-rotate': {
                        table: 'sys_ws_operation'
                        id: 'b45838e4293a4d3a81273aaad58363db'
                    }
                    'rest-self-test': {
                        table: 'sys_ws_operation'
                        id: 'f53544eb7bd94b6eb93217293e314a0f'
                    }
                    'rest-status': {
                        table: 'sys_ws_operation'
                        id: 'dd4aac8b1b6a4e60a4453484d458b885'
                    }
                    'rest-v1': {
                        table: 'sys_ws_definition'
                        id: '7ef3269d8b8d47949a713be0b3659611'
                    }
                    'rule-capture-attachment': {
                        table: 'sys_script'
                        id: 'cc4d91c577774536b4733411b04e67c1'
                    }
                    'rule-capture-attachment-later': {
                        table: 'sys_script'
                        id: '719a41f1c0454919afd1fd435b6b2867'
                    }
                    'rule-capture-change': {
                        table: 'sys_script'
                        id: '20e08c07eb6140f8bf7bfce6cedf4513'
                    }
                    'rule-capture-deletion': {
                        table: 'sys_script'
                        id: '1fbbbc56fcd74a05a028bfe4d9809c0d'
                    }
                    'rule-capture-deletion-later': {
                        table: 'sys_script'
                        id: '0dbb691136dc4a0b87e9a4da04523da2'
                    }
                    'rule-capture-later': {
                        table: 'sys_script'
                        id: 'a3c71fa964ef49a4b8a7352144695f35'
                    }
                    'rule-note-forwarded-tables': {
                        table: 'sys_script'
                        id: '8321df2333be40e493a909c004c934bd'
                    }
                    src_server_domain_alarm_ts: {
                        table: 'sys_module'
                        id: '5f19702b3c5f4c5e922cc2096725a721'
                    }
                    'src_server_domain_attach-request_ts': {
                        table: 'sys_module'
                        id: '024d35e6346c44d08800fec8f0d0664a'
                    }
                    src_server_domain_backoff_ts: {
                        table: 'sys_module'
                        id: '859f1e8730a04ab69d50e6ffc9f1e4c1'
                    }
                    'src_server_domain_batch-request_ts': {
                        table: 'sys_module'
                        id: '520f8e29ce484f4c8a16b8e1da62344c'
                    }
                    'src_server_domain_change-event_ts': {
                        table: 'sys_module'
                        id: '32bd8f3793934729865fd852bb549e12'
                    }
                    src_server_domain_checks_ts: {
                        table: 'sys_module'
                        id: '567926b2d3984d009b125dc37b2a350b'
                    }
                    src_server_domain_claim_ts: {
                        table: 'sys_module'
                        id: 'fe51a1644c504f588d82c202d8290af5'
                    }
                    'src_server_domain_connect-request_ts': {
                        table: 'sys_module'
                        id: '6f0cd48677154486a8fa355fd6696fc4'
                    }
                    'src_server_domain_connection-key_ts': {
                        table: 'sys_module'
                        id: '18e5af47c6984cf28120774b6d4ddabf'
                    }
                    src_server_domain_drain_ts: {
                        table: 'sys_module'
                        id: 'bda478c8293f4b4b98673b0cd67a9727'
                    }
                    'src_server_domain_inspect-requests_ts': {
                        table: 'sys_module'
                        id: '3f85d6a40a11403ab655fc94298afcf7'
                    }
                    'src_server_domain_link-requests_ts': {
                        table: 'sys_module'
                        id: 'ced564f079e24ea990027682d9f29d01'
                    }
                    src_server_domain_lookup_ts: {
                        table: 'sys_module'
                        id: 'a4b1a4d40bcb41aab7988d51b8afe7d3'
                    }
                    'src_server_domain_plan-writes_ts': {
                        table: 'sys_module'
                        id: '8c19a41361aa49c3ba5daede0aa5c105'
                    }
                    src_server_domain_problem_ts: {
                        table: 'sys_module'
                        id: 'c2146eec2e7b410c990c2d514664b600'
                    }
                    src_server_domain_push_ts: {
                        table: 'sys_module'
                        id: 'dcb5f24ebb744f1785478becc93ef881'
                    }
                    src_server_domain_quota_ts: {
                        table: 'sys_module'
                        id: '2627a22ad60641ebaeac0e19e0d23255'
                    }
                    src_server_domain_silence_ts: {
                        table: 'sys_module'
                        id: '7b32ea97830a4ac4ad74015510779f7d'
                    }
                    src_server_domain_times_ts: {
                        table: 'sys_module'
                        id: '2c9eed4a92da47eba495d0032ac1b8dd'
                    }
                    src_server_domain_told_ts: {
                        table: 'sys_module'
                        id: '886492b9f45c4aba8b5209c1011e0dde'
                    }
                    'src_server_domain_told-attachment_ts': {
                        table: 'sys_module'
                        id: 'd3b5e3767ead4745b84afeb0c72f4e05'
                    }
                    src_server_domain_upsert_ts: {
                        table: 'sys_module'
                        id: '45f8f210a3144f9cb9f60e8ac0667a06'
                    }
                    'src_server_domain_upsert-request_ts': {
                        table: 'sys_module'
                        id: 'f232f220afd14b50bd8e1b5011f28835'
                    }
                    'src_server_glide_attachment-snapshot_ts': {
                        table: 'sys_module'
                        id: 'b1124c2680314a58b9b22b7ba85c3763'
                    }
                    src_server_glide_attachments_ts: {
                        table: 'sys_module'
                        id: 'd7156a9c17b94102b2ec4b5d39a5fe6d'
                    }
                    src_server_glide_claims_ts: {
                        table: 'sys_module'
                        id: '36f5b9135f8447ca9f27e3088c540800'
                    }
                    src_server_glide_connections_ts: {
                        table: 'sys_module'
                        id: '7413f698a7664eeb89d1ed08f44bdf6f'
                    }
                    'src_server_glide_forward-rules_ts': {
                        table: 'sys_module'
                        id: '92544f2c242a4057b6dc8ace331bf997'
                    }
                    src_server_glide_guarded_ts: {
                        table: 'sys_module'
                        id: '21c0cb90c065401a969cd22f7109f63d'
                    }
                    src_server_glide_instance_ts: {
                        table: 'sys_module'
                        id: '74b46fb390a14fe3b6437a57e197e5c2'
                    }
                    'src_server_glide_later-snapshot_ts': {
                        table: 'sys_module'
                        id: '1cca95d939824135a3f1c87ac813ab11'
                    }
                    'src_server_glide_link-states_ts': {
                        table: 'sys_module'
                        id: '67ac0b776c1646bc868fa189d64f71d7'
                    }
                    src_server_glide_links_ts: {
                        table: 'sys_module'
                        id: '5a52f1e67a504db5b1b60d8067aab835'
                    }
                    src_server_glide_lookup_ts: {
                        table: 'sys_module'
                        id: '427550930b244592b8d452788b0906cf'
                    }
                    src_server_glide_metadata_ts: {
                        table: 'sys_module'
                        id: '5fbf1b8c259b4c7a971f4b9afdc4ec93'
                    }
                    'src_server_glide_named-connection_ts': {
                        table: 'sys_module'
                        id: 'd5cda68bdd67451fa92ae145b96c4b67'
                    }
                    src_server_glide_notes_ts: {
                        table: 'sys_module'
                        id: '78355efca41a44fc9900703314056bdb'
                    }
                    src_server_glide_outbox_ts: {
                        table: 'sys_module'
                        id: '8ae3a34974d84118aa949f111eecdba4'
                    }
                    src_server_glide_people_ts: {
                        table: 'sys_module'
                        id: 'c74b50b943fc40888fbca6cfddedc9a3'
                    }
                    src_server_glide_preflight_ts: {
                        table: 'sys_module'
                        id: '80dfec9d75a540cba0db3c81167f10d2'
                    }
                    src_server_glide_push_ts: {
                        table: 'sys_module'
                        id: '336a89615d784862bc744b553f5edce1'
                    }
                    src_server_glide_record_ts: {
                        table: 'sys_module'
                        id: '089ea839e13840ea967804d02ad37f10'
                    }
                    src_server_glide_respond_ts: {
                        table: 'sys_module'
                        id: 'aef65a0e37d241d58d06969941ca9198'
                    }
                    src_server_glide_retention_ts: {
                        table: 'sys_module'
                        id: '8e4a4ee05ee54bd2ac9e05b1111b6581'
                    }
                    'src_server_glide_run-command_ts': {
                        table: 'sys_module'
                        id: '6b7ae2b59c65449d9ec7fea61d14d64d'
                    }
                    src_server_glide_secrets_ts: {
                        table: 'sys_module'
                        id: '784183cf10a84babba72f41bf74fab9c'
                    }
                    'src_server_glide_self-test_ts': {
                        table: 'sys_module'
                        id: 'a7b3e18f963d4e73b5c6eeea798c8839'
                    }
                    src_server_glide_settings_ts: {
                        table: 'sys_module'
                        id: '800dacc2e1754cda902103dd4a8a31f1'
                    }
                    src_server_glide_snapshot_ts: {
                        table: 'sys_module'
                        id: '38e96f728dcc4f4c846f1bade2dac667'
                    }
                    src_server_glide_statistics_ts: {
                        table: 'sys_module'
                        id: '598349d243914ae98ee5d3ad70e71987'
                    }
                    src_server_glide_status_ts: {
                        table: 'sys_module'
                        id: '67bd9fe8b2e24aaa82846c3ba5bf3b9f'
                    }
                    src_server_glide_targets_ts: {
                        table: 'sys_module'
                        id: '864fa034ccd7458cab0532ecfdc03d8a'
                    }
                    src_server_glide_tasks_ts: {
                        table: 'sys_module'
                        id: '1199da17363c4213a873954d93faa6b9'
                    }
                    src_server_glide_text_ts: {
                        table: 'sys_module'
                        id: '9a6cbf2127b1452aa122dbef0a5d0985'
                    }
                    'src_server_glide_upsert-ports_ts': {
                        table: 'sys_module'
                        id: '69b09c44d6df437a9849c81b245c4e96'
                    }
                    src_server_glide_watches_ts: {
                        table: 'sys_module'
                        id: '53d9481faf924b6481343fff5f5c93ff'
                    }
                    'src_server_jobs_drain-connection_ts': {
                        table: 'sys_module'
                        id: 'a8f24840e60344f194aa9e8278b93d8e'
                    }
                    'src_server_jobs_drain-everything_ts': {
                        table: 'sys_module'
                        id: 'e04d99702d66476cb3ff60f08863d24d'
                    }
                    'src_server_jobs_drain-on-event_ts': {
                        table: 'sys_module'
                        id: 'f7e63e29ab5a42f2bf25e26de0ca6f54'
                    }
                    'src_server_jobs_keep-house_ts': {
                        table: 'sys_module'
                        id: 'e4a26c3333e7457a971903c07236a11b'
                    }
                    'src_server_jobs_raise-alarm_ts': {
                        table: 'sys_module'
                        id: 'cce97d8af45749ecb6467a0e176d7b2c'
                    }
                    'src_server_jobs_send-heartbeat_ts': {
                        table: 'sys_module'
                        id: 'de38f38a90244e5b9971b8147b903e52'
                    }
                    'src_server_jobs_watch-relay_ts': {
                        table: 'sys_module'
                        id: '45105bd701ab4fe4b56d61a91f6051c1'
                    }
                    src_server_names_ts: {
                        table: 'sys_module'
                        id: 'f6fd91548f7145daaf58f97b1c987621'
                    }
                    'src_server_rest_acknowledge-changes_ts': {
                        table: 'sys_module'
                        id: '1c5b38c7201e489db90bf6ff84d710ec'
                    }
                    'src_server_rest_attach-file_ts': {
                        table: 'sys_module'
                        id: '05b20f0e7b274e3eae647f09ae1c19ce'
                    }
                    'src_server_rest_batch-tasks_ts': {
                        table: 'sys_module'
                        id: 'dd45e07599a045aa8a0117c5304a7d9a'
                    }
                    'src_server_rest_compare-links_ts': {
                        table: 'sys_module'
                        id: '853b5bd49a1045a8ba62af22a93eeb32'
                    }
                    src_server_rest_connect_ts: {
                        table: 'sys_module'
                        id: '4edcd8c286e34e8f932cfd053a44e7ef'
                    }
                    src_server_rest_disconnect_ts: {
                        table: 'sys_module'
                        id: 'ec99e24ba6364b5c8a10a40f1a8c4e12'
                    }
                    'src_server_rest_find-tasks_ts': {
                        table: 'sys_module'
                        id: '7dd1c3851b07410085a7cb9acd1aa32f'
                    }
                    'src_server_rest_get-attachment_ts': {
                        table: 'sys_module'
                        id: 'f92697c7b31c457d96ffd3074dcf3738'
                    }
                    'src_server_rest_get-changes_ts': {
                        table: 'sys_module'
                        id: '9a22d526b36941e28a985d10145356b3'
                    }
                    'src_server_rest_get-task_ts': {
                        table: 'sys_module'
                        id: 'bd401049785d419c97c69cc9206ad248'
                    }
                    'src_server_rest_get-task-changes_ts': {
                        table: 'sys_module'
                        id: '3853c77eca2947ddacd9e1c5f85d8f81'
                    }
                    src_server_rest_heartbeat_ts: {
                        table: 'sys_module'
                        id: '8d04a41e60a049749c04e76f8eba4f15'
                    }
                    src_server_rest_inspect_ts: {
                        table: 'sys_module'
                        id: 'aa0bcd6d31d745e5aaf4d27ab5384ae2'
                    }
                    'src_server_rest_list-links_ts': {
                        table: 'sys_module'
                        id: 'fd74809f49244501943f68fe273568a1'
                    }
                    src_server_rest_lookup_ts: {
                        table: 'sys_module'
                        id: 'ea031ca0e14744a0b7d0456f63011630'
                    }
                    src_server_rest_metadata_ts: {
                        table: 'sys_module'
                        id: '1157ac91fe054c18b92c7ad0b608a162'
                    }
                    'src_server_rest_put-task_ts': {
                        table: 'sys_module'
                        id: '35053f54f12242e2a77596c67291df2e'
                    }
                    src_server_rest_rotate_ts: {
                        table: 'sys_module'
                        id: 'd316c33773374e449ce850d7537c0497'
                    }
                    'src_server_rules_capture-attachment_ts': {
                        table: 'sys_module'
                        id: '2c1a4190b502413a998bc19c747aa665'
                    }
                    'src_server_rules_capture-change_ts': {
                        table: 'sys_module'
                        id: 'c8769956a6aa48fdbcb314c2e0163c01'
                    }
                    'src_server_rules_capture-deletion_ts': {
                        table: 'sys_module'
                        id: '6fd9e8f9cfd648de8c4502aa8e175185'
                    }
                    'src_server_rules_capture-later_ts': {
                        table: 'sys_module'
                        id: '746f3d3ff6024a37ad3b40d4fe4444af'
                    }
                    'src_server_rules_note-forwarded-tables_ts': {
                        table: 'sys_module'
                        id: '8a43e7471e364e568a64eb46818004ae'
                    }
                    'src_server_rules_open-in-tool_ts': {
                        table: 'sys_module'
                        id: '4c71fb21b6f8484fb7c176dbcbf79f96'
                    }
                    'src_server_rules_resend-change_ts': {
                        table: 'sys_module'
                        id: 'b6c65860bc8049acac4f62c9dd77f2c6'
                    }
                    'src_server_rules_show-in-relay-view_ts': {
                        table: 'sys_module'
                        id: 'f75d4abc52d446eca643103e54c85e6c'
                    }
                }
                composite: [
                    {
                        table: 'sys_ui_element'
                        id: '00d3495559084ed3a77f3fc976095ebf'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'active'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '014827210e4d404897a91889b7270ecd'
                        key: {
                            logical_table_name: 'x_alrt_relay_watch'
                            col_name_string: 'sys_updated_on'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '01cb3eff2028459da03fc66ad7cfbf57'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'record'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '033bc1e8b710440d89a620ea6489329f'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'event_id'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '037bb1c3ba754b9faccba6bb90b353ff'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'connection_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '03d6ccf6d6074a7dac2e1f47a5ce9d7c'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '04c96d24d36d4f72b6af5b74e306a841'
                        key: {
                            name: 'x_alrt_relay_connection'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '05cf93443c7749a0b8fd68877ba5d078'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'file_name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '06342ded70b34386b9e4985de60616f8'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'number'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '0668d975013441ecb9e195c232ab6fa2'
                        key: {
                            document_key: '61fbe83e9e1b47a88532047fa6b092a8'
                            variable: 'b86c0427531000109e02ddeeff7b1227'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '072fef3065ee4f5287d41cd061599ad8'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'state'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '08423e1a05b94c1fad2130733c341add'
                        key: {
                            sys_security_acl: '5aa5252429994f2d8542c8f2f81da82a'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '09156e7ad1384623985ad3edd8d6f76f'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '0ac780bf4f334e6c86ff4bd0651d7493'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sys_updated_on'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0b2b9796eb554e8b9f073387f1989b91'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_external_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0b3b0b77251146f3b8ca369681f8a166'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_origin'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0b57cb048a4c4bc892aa8dd92542463e'
                        key: {
                            sys_security_acl: '1c2ef866b20e4ab08916519ebd8c4a82'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '0b9be1ec57834c7185cf3b7faac6b7a5'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0daa6caa39b940c787a3064c9f4a6c7b'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'active'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '0e4b59c092fb411690c32cd70a256bc6'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'applied_event_id'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0e7b52a587fd4c18bcf7248dff55ee91'
                        key: {
                            sys_security_acl: '56a0d78537e242b9b180c15ff781a5c7'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '0f5376e4c856466f872d571883ea847f'
                        key: {
                            name: 'x_alrt_relay.api_user'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '1014ae9b037544498909a803bc437ebd'
                        key: {
                            document_key: 'a1755b1a8e3646b5a2d0f26e654839ec'
                            variable: '42f2564b73031300440211d8faf6a777'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '104403584efc4a948507e7f3f9106096'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'task_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '108075b73da94951af888b0652121961'
                        key: {
                            name: 'x_alrt_relay_watch'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '1093498e12e34906ad79002fa3c45d3f'
                        key: {
                            logical_table_name: 'x_alrt_relay_link'
                            col_name_string: 'workspace,connection'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '11b054d24123409cadb87c87341d8b1f'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_heard'
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '12126ef0f1dd425581fbd30064b9670f'
                        key: {
                            sys_ui_form: {
                                id: '3343e3d1006f4a9ba1634a7f843824e1'
                                key: {
                                    name: 'incident'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '12a3348db49140009ed4fc5ab74044d9'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '13204404303e4b188f5bc3ad15f88d54'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'connection_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '144563d1e9a049f7a9b365b0de84c255'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1456324df8ad4fea933634f3591659cb'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'on_update'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '149584142699450099c8b08fe1053dbc'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '15f2da294770454cb5eefa284d1516e4'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sys_created_on'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '16cb86216759406388dc92c830f14207'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'relay_version'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '174307e4897846569a271940a86c22b8'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            caption: 'Change'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '176cf3cb7e2a4f3281eee1729f8e825b'
                        key: {
                            sys_ui_form: {
                                id: 'e25d240af9ab4678a65ed002d80f8836'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '179bace1bbc14a598923fd4115729ee6'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_heard'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '18c3b6de82144ae99817d1031ca0e80a'
                        key: {
                            sys_security_acl: '15dcaebbcc054f1fa62859ff108d9e48'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '19863559fe5a437ab29b76c94b04aca3'
                        key: {
                            name: 'x_alrt_relay_connection'
                            caption: 'Connection'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '19fdb520236f43ebb87d11407ff5957f'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'mode'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '1ac3badc6d654b4eb96524d66e6a44c9'
                        key: {
                            document_key: '009a4c0a20504e0e8f53f2109cb6fc4f'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1b01e656323647bb9c925f3dcc675233'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '1b2543b8dfd34c2597184e93e9be527e'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'number'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1b7c10b6d4c44695beada021c65a6a78'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'relay_url'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1c786d30bdb74e038b0ced2347d2693a'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '1ce60c98a9974590bd123103bf121ae3'
                        key: {
                            sys_security_acl: '08116514d76949a2bc8145a7d392886b'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '1d57e08024db4eb2896c0ae0d6b50cae'
                        key: {
                            sys_ui_form: {
                                id: 'e25d240af9ab4678a65ed002d80f8836'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1d8cfb7c610347c48050f00d2bd438d6'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'silent'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1ea9da0d38a045f0a394e4472e46cfdb'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'task_key'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1ec7e2c1abff4cfa98f5c7ac926be033'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'attempts'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '1f06d982d6ef48c2b9050a1588e8eeab'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'episode'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '200f07ecf94346e6a972cb703dc648f8'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '203a73560de445d096825ba5334e420e'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '2126f0b9d8924aac8376302d1df7c87a'
                        key: {
                            logical_table_name: 'x_alrt_relay_event'
                            col_name_string: 'task_key'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '22745ab5e26448acb5e57b0b43687958'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_key'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '2294a751224d467597c91df47ac2d4c5'
                        key: {
                            list_id: {
                                id: 'b32b5794ca4945b58cab280bcc1b928d'
                                key: {
                                    name: 'x_alrt_relay_event'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'applied_sequence'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '231abba8617d47b4b2c14439d65da4ee'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'workspace'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '238f57cbdafc460fa6c636fc7c103053'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '23a1aca52f894e518e55ebf44ba44d1a'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'applied_sequence'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '23b7ffe0d9ff47118c64cf2010514902'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: '1985e0ceff2433008d3f5d9ad53bf1ba'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '24b51c2428364a9a96e0a77ac63d9427'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'active'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '24ceed6a6782442a984d9654e51b85aa'
                        key: {
                            sys_security_acl: '2f15592d47394c6fbee31c7474531075'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '255ae137e42342e2a3f163eaaeaa2012'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'table'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '258e40783d2f4c818af005bcadfcac4b'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'mode'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '271727fb760342b789c1557885d02777'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'name'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '272d978b31d944c58b64346ddb6d70d1'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'external_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2794567159d34b09b7956d8e4d7db4be'
                        key: {
                            sys_security_acl: 'f69b97c60605420ab2866c81b5c1a95a'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '27e615cdfff6471bad56b09415760796'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'short_description'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '2808832d164b43c388de3104d45f3f80'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2910f48a4e4d4353a620629e1f734d9b'
                        key: {
                            sys_security_acl: '3f27f978f7de40cdb28bc5664dd28ae3'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '294890d6d90c41568282ab084248cbb3'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'external_url'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '297dfa2fd8d94292866f39d009e42c81'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'generation'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '297fed00997f484db66bfcd8ae6f4854'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_success'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '298cb09e72704e54916d5c5cada9d2e1'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'attempts'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '2a2315677bfb457582bfab71df1e68f3'
                        key: {
                            document_key: '62a9d8f68f2e45fba5a28526eaa01533'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2bbac1039c3e4caf985b47cfb4aaa6b1'
                        key: {
                            sys_security_acl: '47aea2698c2442eebd5f32a47638d004'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '2c0f5e61ff8945079bbe090ffe9140be'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_heard'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '2cc97df98e214d87b3790309aa5a421d'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'connection_key'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '2ce12769e2674580b1e72dee791d3e9b'
                        key: {
                            name: 'x_alrt_relay_outbox'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '2da3b942f38944ba862ef4335ee0effa'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                            value: 'connected'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2e128ea3b8e345c592e257cf49cc3f53'
                        key: {
                            sys_security_acl: '5c9d87b5d4414177a7ef68e4a72e2860'
                            sys_user_role: {
                                id: 'c0e67d13da994c3687ea6a5c2366bd59'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '2e1d944b6ecd4dcfb488090ee391ddeb'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'instance_id'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '2e9adce56c6b4586b4f9c25c1a408c36'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'sequence'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '2eb5d90fd4714a3f943d2c0173dacb05'
                        key: {
                            document_key: '0eba35bdba194fbea08ef1044555123c'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '2edf31d0fabc418f882d352c76249af1'
                        key: {
                            sys_security_acl: '9db2529aaf95451c948bca7ac21f4c8c'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '30b0da029a0b43b7b9fcc0b1d6566053'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '30cb06b3eb2d4e7ebe43690c2d8fa9c5'
                        key: {
                            sys_security_acl: '42b8c453c3034c6faf37e429cd2b7ef4'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '314d2341cb5044558bf5b121c012437b'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'state'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '3158826de15b437781653b5ef61fdc97'
                        key: {
                            sys_security_acl: 'a7682297238344c59fe690825f007213'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '32a1c6695c294505b73c8e59d551c169'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            caption: 'Which records'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '3343e3d1006f4a9ba1634a7f843824e1'
                        key: {
                            name: 'incident'
                            view: {
                                id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                key: {
                                    name: 'x_alrt_relay'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '33b803f155a843b68c6253a5cd231c5f'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '33c6832d8d824aeb9c1dc43fadb19fdc'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'workspace'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '33fa02f33ad8404d90e9ffab83004599'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'table'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '341bf22f20654a80b35c6a3017243f32'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_error'
                            position: '11'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '344e6a3abf7947aa9971e0c2a842d604'
                        key: {
                            sys_security_acl: '05d12c097e6247c7a0b5bf20b735fa66'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3450c04ada574bdb8389916c8c28c619'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'mode'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '37c43acf111c4c1f856c20f3f737b1fd'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_error'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '388fb39c7cf8490ea4dffe4e977e5420'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3937d511cc87439cbe1a157fb14f0edd'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'attempts'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3980dd5a975044978973e9c93049deb0'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '39ccbf4a931d40fd9b58d8c541695e30'
                        key: {
                            sys_security_acl: '9496f75ebbfb4614a6612a2e3c48e7f8'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3aa6c6e7183a42b28fa71f1ac5ec5dd4'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3b76fcb6435943d19008c9dd08d259a8'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'generation'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '3cf619f0478d4021b2a04b71754640fc'
                        key: {
                            document_key: '7aaf7ccfd1544ccea0c84cd90b076ca8'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '3cfce7c4890a4b88826aaae176fbf32b'
                        key: {
                            logical_table_name: 'x_alrt_relay_outbox'
                            col_name_string: 'record,state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3d2c04c8fb8b4bab8df12b7209b2b869'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '3e026fcd316b4f3db2a01abad796bbdc'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'on_update'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3e151fd8ec2d46e58fbc86bc047dea01'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'secret'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3e8ab95a9f0f4b65923f8aacc0a971ea'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'instance_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3ea128a95b594eb2a9a5707e478971c3'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'event_id'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3ecb245b205642dba2c18901ea86c7c7'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'on_update'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '3f3dc3e6067b43c19f586ff1842c67e3'
                        key: {
                            name: 'x_alrt_relay.admin'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '3fd9768e29654ae484bb4f11b4fde87d'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'applied_sequence'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '41489a76624546939e51bead911f515f'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'record_sequence'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '421f62a4cf354e55973c1df903388492'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'generation'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4264894573d349cfb48564f9f837b196'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '4267cce112ff4bfc84bd6273af88bdaa'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'relay_url'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '427cfcc0d39b4d55bd1bee08e6107ae3'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'relay_url'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '42e2c9e02dcb49129d1beb1fb3221df9'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'on_insert'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '43c98f08a63b4f2bb0b49fa743f9d02c'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: '442fd4ae5dfd45ec9f1c6044e169fb98'
                        key: {
                            field: 'script'
                            table: 'var__m_atf_input_variable_41de4a935332120028bc29cac2dc349a'
                            id: 'a1755b1a8e3646b5a2d0f26e654839ec'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '44af192cdb0c436ea020a3bc31ba3d1d'
                        key: {
                            logical_table_name: 'x_alrt_relay_outbox'
                            col_name_string: 'connection_key,state,sys_created_on'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '453cb3845dfe48e39b02631b8de42637'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '4746908944de4fd38aa180a8f0f18701'
                        key: {
                            name: 'incident'
                            caption: 'Incident and alert'
                            view: {
                                id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                key: {
                                    name: 'x_alrt_relay'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '475c2d7f995f4faeb3e335ba2a93ee19'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'claim'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '477af682da0541e59236a02ab3f28798'
                        key: {
                            document_key: '0eba35bdba194fbea08ef1044555123c'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '47850fb25693487fa591731b987107e2'
                        key: {
                            sys_security_acl: '801c5caffa804760a790187125782476'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '4841fc2d48ef4131a9a659fa59ec9ab5'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'on_insert'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '48ae9f0d9d634ef481e83477b68cc62a'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_success'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '490b8610934c42549fbf6f9b5859d3c6'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4962742294434f26a78cb86b283e50d9'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'sequence'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '4bb11673b0944ce9b8d6ac0a2a51e5db'
                        key: {
                            logical_table_name: 'x_alrt_relay_outbox'
                            col_name_string: 'state,sys_updated_on'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '4c187766f5cf4d2a935f1ddde26ffeb4'
                        key: {
                            name: 'x_alrt_relay_connection'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4c76744c7e6048199218a8794b7ef50a'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4cb7c1da488844b3b0e867d81c516d73'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'record'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '4e62ac41432a4135a82c51ff9d7aefc4'
                        key: {
                            sys_security_acl: '69afaf0361734e48ba5b91cc3b10ec9e'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '4f1fed5788ce408bb6aa68384a1c327e'
                        key: {
                            logical_table_name: 'x_alrt_relay_link'
                            col_name_string: 'number'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '4f45403543b24768963e3ee64af6d62c'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4fe75a1ac76a43be85b0331f81827b6c'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'silence_alarmed_at'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '5013954db28d46158cc470f833798277'
                        key: {
                            sys_security_acl: '3525ad27bf6d43729b7094e7c0f3a8ed'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '514fae4270e04766873f5a70665df76e'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'connection_key'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '51a92d34f53f4737ac92cb53d9c10d45'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'generation'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '5306bef89f37469a8105367abf19a63f'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'attempts'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '53596ea47f914bb490eaff79eeeae535'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'event_id'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5403bbab3f4b47ebaa79525121461acf'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'next_attempt'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '552e66b353c444fd8f29d1951ba52368'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '5570794c1e194134b7921d6321450344'
                        key: {
                            sys_security_acl: '47aea2698c2442eebd5f32a47638d004'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '5624ef8a90c343ff8951232caf956f78'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '10'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '56783c603c864583b209bafff1e96218'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: '1778a7480f20101091d0f00c97767e03'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '570ff94de1bd41daac206ecc023cfa76'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                            value: 'dead'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '5725806fc91a4ede9100f3984305c282'
                        key: {
                            logical_table_name: 'x_alrt_relay_link'
                            col_name_string: 'record'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '58204d47d7a9458892f54388796db61d'
                        key: {
                            document_key: '7aaf7ccfd1544ccea0c84cd90b076ca8'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '5903cf1cb6674ca9b4106cdd23732acc'
                        key: {
                            sys_security_acl: '862e448c30c84cf3b0bad72ebe57fcd9'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5a5c1c0b357e4c5fb541026a8761c340'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '5af7c1d4dad7430eb1dfff6aa08e7db3'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: 'b27b2b29ff6033008d3f5d9ad53bf164'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '5b7bf4f400204d23a655a43226770cd5'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'x_alrt_relay_external_url'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5bf5bb2780f54bc99103c43b6585b01b'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'workspace'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5c6c81aa74e542499ebd750221d43207'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '5c96f3cbb24748a6a6aab0b3fa45229a'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'payload'
                            position: '12'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '5ccf1744f0c54bf1a470dde589445427'
                        key: {
                            document_key: '61fbe83e9e1b47a88532047fa6b092a8'
                            variable: '78b8d86b531000109e02ddeeff7b12f3'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '5ee0bf3986a8480ea7891e34aaf6ef76'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5f841eb0360445bf98e5bf661a5bc73e'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '5fa604ff7d4b44bc93815e038c7269a2'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'payload'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6023881aa5e445f28133fbd7aa8e5d84'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '6095b3499dc54d0c861c78d2b6466f85'
                        key: {
                            sys_security_acl: 'b93c0678868d4d70880f0bc1cd7acdbe'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '60a6fd2bd8a24d718f5fcd479d530a60'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'failures'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '61025aed50524e54b298fadfa34d041d'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'last_told'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '623b611980bc4aa59ec1b7b17690674a'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6286d760da094d45854914b5210737e0'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'record'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '62d48327ff744f058ed8f75ca6596f0b'
                        key: {
                            list_id: {
                                id: 'b32b5794ca4945b58cab280bcc1b928d'
                                key: {
                                    name: 'x_alrt_relay_event'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sys_created_on'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '653513f336c843718cf31e533dc48a53'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'next_attempt'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '65854346d2234c439fddcfaca503f36b'
                        key: {
                            sys_security_acl: 'f8eba665c5f94e349b3578082618ecb3'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '669c1fddc32f41648843b74bef3c57e9'
                        key: {
                            sys_ui_form: {
                                id: '30b0da029a0b43b7b9fcc0b1d6566053'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '68833abdd38a476696a53a8bf8023a7a'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_failure'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '69521e7e0c32476d846fe4a0df94b8e4'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'applied_event_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6ab2e1401cad46bf8b2476a43bbaef75'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6c296ad00ee049fba0c20eb772e065ae'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'traceparent'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6c6c8cf4e730474d9f97f51759b2748d'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6ddfa51d5e3a4c838656e4d0462878d0'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6e3f0a70cfc84034bb1b2dc01df72314'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6ebac1d1894a4a838d221fb9b978a27d'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '6facdceeff6b4a778fc7f162e068e93a'
                        key: {
                            sys_security_acl: '5fc43f0a366e45509ce28230e9403069'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '700a494852ad45b988ac31e7022e48c4'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_failure'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '706bc9c07db44792adc50002dfc0e056'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_external_url'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '70a8de63d2a540e7964abc9fcec4fc6b'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'silent'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7119513ccc74464ca0217636555c37ec'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'watch_key'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '71b3cb72eff2481286bc05191200514f'
                        key: {
                            document_key: '62a9d8f68f2e45fba5a28526eaa01533'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '72d3b5f8dc1e4982b08e1127001e4d73'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'alarmed_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '72d5e55ab053499ea76a425d7b276a6a'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'relay_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '72e88c4abfa642d88f31599c15269da7'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'mode'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '73f583339beb4176bd44be02f1572a6b'
                        key: {
                            sys_security_acl: 'd97d00593a2d4ba6887c1bf6f4be07d3'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '742b6f77357146babf721c46273b9798'
                        key: {
                            sys_security_acl: '969417750cd844f0bcb89f87aec293fe'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '755200f887aa46108231eea1e43b0b45'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'next_attempt'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '76bae292f2b342c594aa6bbd5b44246a'
                        key: {
                            sys_security_acl: '29a3b0ee8f114376921eaee5a8893099'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '76e934a34730483d99b44811bbc0a545'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'watch_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '76f578b636e04594913b1a6d3e98e081'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'mode'
                            value: 'pull'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '77167ffd43ea47558a4ea53348213cab'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                            value: 'pending'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '772c514d8491472cb2425861cd5d7b51'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '79c01469457b4186a2f83b88a63d235a'
                        key: {
                            sys_security_acl: '41b73eab323c47538e2ae82b034aed3e'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '7b14b8371e5a4afdb6190f37cc24869d'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'number'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '7c5748d574ac4c7fa5be9a71f86a558b'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '7cbb4c227fff41fa87f077f747a5d33b'
                        key: {
                            sys_security_acl: '249ee6e9c9184d0e95540a11d2b38c22'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '7ce764569d9e423a9436bb0227f130c9'
                        key: {
                            sys_security_acl: '44f7b8a424e144ac9a964f52989b2f3c'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7cf824c948854a1eb847fb18c83d1be0'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'sequence'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7faf3668e5e943ce98e9bb4cb2704ee9'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_managed'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8015e30309774e3ebc2465030049818a'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'connection_key'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '8065287248c54ec7a21716096ce3b0cd'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_heard'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '80677736b72041abbf8c8f950c316b53'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'instance_name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: '80e5513e23e043eb913d47b113d83e25'
                        key: {
                            sys_ui_form: {
                                id: '09156e7ad1384623985ad3edd8d6f76f'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '812f1e54baf64a799681b69a613966ae'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: '8c07aba5ff6033008d3f5d9ad53bf13b'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '8272c99ee3b742bd81121035f5067177'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: 'ff06ab840f20101091d0f00c97767e6d'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '8292a4f9673b47f2b891e13e40a70f1a'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'state'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '834ef41aea9542d68dbda181aeb88c26'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'name'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '834f5ce207aa4a029c471852e6a4ea08'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '83d7b243b232444facf55671e2db4b7a'
                        key: {
                            name: 'task'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '841b28c2e0cd4a22b8673f7209dbb619'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'workspace'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '850e4c3fe9634d97919c24adee55b66a'
                        key: {
                            logical_table_name: 'x_alrt_relay_claim'
                            col_name_string: 'name'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '862974ca9ab24e25bc2a5c2357151b4d'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                            value: 'failing'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '8663d8e6a14949ec9cd92b6edda82560'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '10'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8738902d0d1e4bef936dcf686e22a7e8'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'table'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '87f18cb52b784ebfa2ea3702acd82478'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'applied_sequence'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '88eafba354c44b77b6bc270b9cce613a'
                        key: {
                            sys_security_acl: 'e1bd46267ed44a268c3b020c40630229'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '89e85817d15842d4bb39a61142f143ea'
                        key: {
                            sys_security_acl: '56a0d78537e242b9b180c15ff781a5c7'
                            sys_user_role: {
                                id: 'c0e67d13da994c3687ea6a5c2366bd59'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8a416f5ec65c482ba651f8214d7dec9e'
                        key: {
                            sys_security_acl: 'f340b3072a4f4cc3a1424487340088e9'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8a8bb44668b845cf926891c1a2ffa0cf'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'episode'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8a98b0b436c24e78a011a1bafb8ede9e'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'generation'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '8b0b99fbad134138a96cc3474623143f'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'priority'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8b51d0e564b249aba6c21c8946b0612d'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'generation'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '8b64407f767541a59c8b572da1777cda'
                        key: {
                            name: 'x_alrt_relay_event'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '8bcb0fa449d54983abe223fc512db9c9'
                        key: {
                            name: 'x_alrt_relay_event'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8bcdddb28e7a4b3585691770f07664a3'
                        key: {
                            sys_security_acl: '56a0d78537e242b9b180c15ff781a5c7'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8c4a6a0883a143ebbecaad31dc09f63a'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'connected_at'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '8c6b82939fc44b40ae73646a50e16c23'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'relay_version'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8cb3375a981f417fb556d333c59f14ad'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_managed'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8d96839ad7e9473596e93f69a9821b41'
                        key: {
                            sys_security_acl: 'e364298e66aa4822b4f5b24f215cec31'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '8df65ca04b314481878933838b747b29'
                        key: {
                            sys_security_acl: 'e3366b5e61644bc3aa227d82507c23ed'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8e879339a3c24df0b4d486d6d509174e'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'file_name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8e8a712a464548b391f738f3a0f27a14'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'instance_name'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '8ed3c5b13f4f4028b53d266bff461c4a'
                        key: {
                            sys_ui_action: '1760590210bd4f5688ea0e6dca0641f8'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8ff02065ea5441fa8bd57926318317cf'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'relay_version'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '906755f4669f42578653109bae652ca8'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'connection'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '906cfec0dda04467b62058e6c487b814'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '91015af9dc23433ab5063895d09558b7'
                        key: {
                            document_key: '62a9d8f68f2e45fba5a28526eaa01533'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '911f14b4ad5b4e8982e19439ccc89277'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'task_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '91ac1cbef30b49a69adf87be77204046'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'next_attempt'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '91b41725e125475bafdbc8e63edf7348'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'on_insert'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9211732f341e4e21be724e46627fa33a'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'table'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '924beeb5862643b693fc183248476cee'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                            value: 'sent'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '933c4a6a26ed4183b7bbb7fa1a9ce67f'
                        key: {
                            sys_security_acl: '5ecdcfbf22c94b3083528677e7f95ca9'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '93a0c314ac4f4a29a26db2db007096f4'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'old_secret'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: '9498b1b04512475d8ecaac2a440858dc'
                        key: {
                            logical_table_name: 'x_alrt_relay_event'
                            col_name_string: 'sys_created_on'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '9528c7220e29431386d000f8bddc7968'
                        key: {
                            sys_security_acl: '653161fa49f643ebadea54aa36972938'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '954f716ed853468f94736c01c67056b8'
                        key: {
                            sys_security_acl: '5c9d87b5d4414177a7ef68e4a72e2860'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '9677d77444e4407a9c5f4d930f1a6acc'
                        key: {
                            name: 'x_alrt_relay_claim'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '96deb5ba8f5145d6b5436e372dc7fb2b'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'last_told'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '97a3a12ad7294df5a6410c98d96019ef'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '97ae8780b55c4d75a2345e900bf747e1'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_origin'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '97db50e30943496abbba5b1b9f1a754d'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '987121a1d93849e584a308406fc983ea'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '99f24672ca00465d98069ddb609e31f9'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'on_insert'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9a30ec6fdbc843b8bc97584083b0afbd'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'failures'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: '9a4fc145f91b43b2b20861f97eaf1f80'
                        key: {
                            sys_ui_action: '8ddebb99d3344336b4ff05ae92264253'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9afe18e84bac429d96785bd862320293'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'alarmed_at'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9cb20e2c27f94bacacdd95724aa96150'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'traceparent'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '9d0a60f4ff54486593eed921fc3e8d79'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'next_attempt'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '9da41529f29d4e1c961b6d271406a625'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'filter'
                            position: '10'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '9df4b8eea95f4abcb7443e8e37d6d04f'
                        key: {
                            list_id: {
                                id: 'b32b5794ca4945b58cab280bcc1b928d'
                                key: {
                                    name: 'x_alrt_relay_event'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'file_name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9e2f988e6bb94e698015ddcf1c6d7a95'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'heartbeat_seconds'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9e93ad513a0644ba8a104e5112b5dda1'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'record'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: '9fd62a295c824211bfb1fdc68c71b814'
                        key: {
                            document_key: '009a4c0a20504e0e8f53f2109cb6fc4f'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'a0263d23330a482285f2718dfce38437'
                        key: {
                            sys_security_acl: '5e6f373a7cb8479495e35d67512dc400'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a146b93a6ad24aaf9899b0ffb35f43ce'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'record'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'a1b2e5ca924847129397c3c97b6955fd'
                        key: {
                            role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                            contains: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'a2959a70c6434e5f8a76b338db4f2575'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sequence'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'a340dd95aa604ab4ad50b3f11b82e33f'
                        key: {
                            name: 'x_alrt_relay_connection'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'a3a93af4f1b045a7bc3098fca1dbe971'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'x_alrt_relay_source'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'a3cbeddb6244459582f1ce1c6d52791e'
                        key: {
                            sys_security_acl: '5a1fe46957f44f8586832469fd8125ba'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a4905b68cc9e457c86ca3f7a7a9a18a6'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'connection_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a4f8bd74aabc419baa92247fa59b5943'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'a6bd6bb461134564acd75442fdea7962'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_failure'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'a782f3e9d8c14f24be5bfa691118b30d'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: '6f69fc4aff6433008d3f5d9ad53bf18c'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'a82c6489f206443799106890c129db89'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_failure'
                        }
                    },
                    {
                        table: 'sys_element_mapping'
                        id: 'a8d3014d99c24aa9a54b27ce11380337'
                        key: {
                            field: 'field_values'
                            table: 'var__m_atf_input_variable_2d82e3c7531400109e02ddeeff7b12a7'
                            id: '61fbe83e9e1b47a88532047fa6b092a8'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'a97afbe511af4922ad853cbd70d6df43'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'mode'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a9ee7c04f5444aba9255fa3cf9acb710'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'workspace'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'aa5db25ed69a497ab39c3501fb087605'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'old_secret_until'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ab76575618bd4717928ea513569443c5'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'connection_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'ac0a4e056e604e87bbae141b3fe0358a'
                        key: {
                            sys_security_acl: 'cca8ce0b962d440aadb7b27ae3d93d54'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_view'
                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                        key: {
                            name: 'x_alrt_relay'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ad8418b3e66a4a52a146a88ef3e61b26'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'filter'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ad8b727367ce4a1186dc86439978d19c'
                        key: {
                            list_id: {
                                id: 'b32b5794ca4945b58cab280bcc1b928d'
                                key: {
                                    name: 'x_alrt_relay_event'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'event_id'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'adb8ebd09af740e1bed29bc92aeeb175'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'applied_event_id'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'ae3b7e8a168a47eb9c8ef26d9287154d'
                        key: {
                            document_key: '009a4c0a20504e0e8f53f2109cb6fc4f'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'aebe33c101e842a18d88e544b7605f8a'
                        key: {
                            sys_security_acl: '47aea2698c2442eebd5f32a47638d004'
                            sys_user_role: {
                                id: 'c0e67d13da994c3687ea6a5c2366bd59'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'afdd011fb8414d38851ced44bcb11139'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'next_attempt'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b02e09dea3e6498197096dad062759aa'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'workspace'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b1a6d1f243ff47f3b8bae9748f05beb5'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'task_key'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'b1aa25e60f5045789cc9505da38c4291'
                        key: {
                            document_key: 'a95567ab8eba4014a3b52edc5f377b0d'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: 'b221c0539778410b87e0ab96faf3e9a9'
                        key: {
                            endpoint: 'x_alrt_relay_status.do'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'b32b5794ca4945b58cab280bcc1b928d'
                        key: {
                            name: 'x_alrt_relay_event'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'b3529ba2ec774f1ba6dca09dcc4c0a59'
                        key: {
                            sys_security_acl: '5c9d87b5d4414177a7ef68e4a72e2860'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b3b39f3bfbba4b1ea0e95fec558a4df9'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'silence_alarmed_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b3b4453093394a0bb271db813946d3c4'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'last_success'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'b3ed0db9e1684df4b94d7dc3f85efad6'
                        key: {
                            name: 'x_alrt_relay_outbox'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'b48091f3602c4a868d9f4cc8cca1f63e'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b53e8e52c7c34ed3ae4012f96244eeaf'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'event_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b5623bc7dc9a49d8ba5dcb64f4c3f1fc'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'next_attempt'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b58213713cbf487ab5383e66c190335c'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b625e81cd4f14629983e41e70b307019'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'table'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'b7f78e7b2c6e4bf79fbc5061ca732675'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'b8b48cad650b4550b7931a655aa1077b'
                        key: {
                            document_key: '07cfef20d3cb428d936e9472b7a2675e'
                            variable: '98c44875ffa033008d3f5d9ad53bf1fa'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: 'b8c481a7cdfc451ba3266dcca64ce189'
                        key: {
                            name: 'x_alrt_relay_connection'
                            caption: 'How it goes'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ba4ae11674b94dc6a0bc2676db95bec8'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bab9f54945a8476da2ebc34533935cea'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'silent'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bb914575a7ed48ea8240efb833c0176d'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'payload'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bc7f4bf7145348e89be9a66a86227df0'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'bc895cb8ffd34a67be4c9f6147d50b22'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'table'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'bce6183908984c8d82f453684381e743'
                        key: {
                            sys_security_acl: '3b578190305447a3aca6440fe6d635d0'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'bd901bbf78d840609351a1223501f30e'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'bdfe93469bb34fa1a6ffb0c1ab41a434'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'bf500939eadf4db3a040a63f3b29c483'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'bfed4a87e10e41f3959256d061f31e18'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'heartbeat_seconds'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c01621c524b145c4a76782c6f9653cd4'
                        key: {
                            sys_security_acl: '4b66a4a750854118a53389e506e5e49b'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c0d5c27cd7c44d67b58fe7c7ee4c176a'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'record_sequence'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                        key: {
                            name: 'x_alrt_relay.viewer'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'c3929a95841844cdb6e4d8bb916fda6c'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'c409d4a9f56441558c338574b40f9169'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c505b00a36264be5a8fc58e8465233ab'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'task_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'c5a24b59352848689d12c42eccc4b626'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '10'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'c5a4bb8f49634253afee3efb56d96a58'
                        key: {
                            name: 'x_alrt_relay_link'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c5e06545032a4310a6d7501a858c9b5d'
                        key: {
                            name: 'task'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'c67ce529ae4742598611332dade627a1'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'workspace'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c6eadfc66bc14a1fb1053e043ee23d42'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'generation'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c776d297507e47b2a817c01d48a327e0'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'mode'
                            value: 'push'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c7c4d5cabeb943f682de38239a3945b9'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'c82b70fb4b23493daf4031b9b70725b1'
                        key: {
                            sys_security_acl: '5e6f373a7cb8479495e35d67512dc400'
                            sys_user_role: {
                                id: 'c0e67d13da994c3687ea6a5c2366bd59'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'c93cd4f279a44edaae90aed86a24a85f'
                        key: {
                            name: 'x_alrt_relay_watch'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'c971f29b23274ad496f1eef1df96733d'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'event_id'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ca4eec31d88946049cc40c930eae2fca'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ca58e4abaa7b4eb3847df801f19bdc39'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'caf01af4152a49dfb96c2bfa13b3cf1c'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'cb5c959b08144610a09effbcdd86303f'
                        key: {
                            name: 'task'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ccb08db5a32a44689fe6aa06f7633345'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_success'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ccd1a969804c4e01b6650b3298d2a984'
                        key: {
                            name: 'x_alrt_relay_watch'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'cf9733b3b8a24caabd7056fdd31f8856'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'source'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'cfb580154d6d4cccb4baabd18cb6ba90'
                        key: {
                            sys_security_acl: '1032add4fedc49348cbce1e78dce3f80'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'cfbfb20f20914f6aa9bdbb95b7f3774d'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'filter'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd06fb10841f94a058c19827c39d7c725'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd2b5244f546d4e7fb92ebfa66b37c01a'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'connection'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'd382b8c04af34eb8a98c013559487d7a'
                        key: {
                            sys_security_acl: '5e6f373a7cb8479495e35d67512dc400'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'd514f1310bb145d6865b3562dad31c35'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd54e8fcb9a704034aab0155ba3f86b27'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'claim'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd5757f2cf1cf4f4e97933674f3361f4e'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'external_url'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd58717bfbed84f9285569ff27acee5ac'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'd5d3a2d07f174c94821aabe1a04f38c6'
                        key: {
                            document_key: '61fbe83e9e1b47a88532047fa6b092a8'
                            variable: '02fb0027531000109e02ddeeff7b120b'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'd60b819c38a842d9bc0b9eec46acfbe4'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'd7b22c97fa094b4293c5afce4c93f9cc'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'old_secret_until'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd81e28ba60ae439dbed7728d14935001'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'connected_at'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'd924453503994e7b9ce2a9338424023e'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'generation'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'd952881e50f14b98a3ed250f573e4281'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'episode'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'd97098eb1fbb4dfd97e44ff25a8c2821'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_error'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'dc8e3c8a9ba143e6959caaa1bf989561'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'dca0f57afb1f4212a43e92d4336b523f'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'connection_key'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'dd1cbf35c8114d149c6d8c77f585de52'
                        key: {
                            document_key: '009a4c0a20504e0e8f53f2109cb6fc4f'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'de3a64ec31d646ff90133c15afd34d13'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'task_key'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'dea8fa5e923e4d7d8007ed8c6f9370fb'
                        key: {
                            sys_security_acl: '9dc1d86f620b4967bc73761eb74bd6c3'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'dee8ffd355924dff9d03cbfb2dfadf00'
                        key: {
                            list_id: {
                                id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'on_update'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'df5d489048a1421cba8c188c31be9397'
                        key: {
                            sys_security_acl: '0c43c2916d4d458094eb7596877f36e9'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'df6592e1f38f4f75b9523e11bd28495e'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'applied_sequence'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e016a6a00c5046f3a95207953a708020'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'active'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e0234bd5f2144df79ecd690a422deeb2'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'e04c6d79eaec4b0f8490de1aa654cf70'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'assignment_group'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e074a7f5c3eb4f7b9c70ff14421f0239'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e0dc5706b26e4c49b2c126f193c64dd5'
                        key: {
                            sys_security_acl: '5fc43f0a366e45509ce28230e9403069'
                            sys_user_role: {
                                id: '0f5376e4c856466f872d571883ea847f'
                                key: {
                                    name: 'x_alrt_relay.api_user'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e155ef7ed46749919d05865a8f6e771a'
                        key: {
                            sys_security_acl: 'd97d00593a2d4ba6887c1bf6f4be07d3'
                            sys_user_role: {
                                id: 'c0e67d13da994c3687ea6a5c2366bd59'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'e1e15a6c5d7f40b48caa06536c63d06d'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'state'
                            value: 'cloned'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'e21fe68dff514fb1b0a9b27e883ccfd3'
                        key: {
                            sys_ui_section: {
                                id: '32a1c6695c294505b73c8e59d551c169'
                                key: {
                                    name: 'x_alrt_relay_forward_rule'
                                    caption: 'Which records'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e2599e5bb89c4ea78c048d42bcb46758'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'connection'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: 'e25d240af9ab4678a65ed002d80f8836'
                        key: {
                            name: 'x_alrt_relay_connection'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e27a5bd4b04a448488381a0336781965'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'event_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e47d841620594a49a67dd1fe01e08af5'
                        key: {
                            name: 'x_alrt_relay_claim'
                            element: 'name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'e5499dfb5acf4a6caa497983b41d1df9'
                        key: {
                            name: 'x_alrt_relay_link'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e57276510c4c493ca8c42f6b077152b7'
                        key: {
                            name: 'x_alrt_relay_event'
                            element: 'applied_sequence'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e5fbf72bb33444688de53f3e9a1f0fc3'
                        key: {
                            sys_security_acl: '8885d34d71d6400081531f9f97a00cb6'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e62deadba5624d1db38c95726b1d8ae8'
                        key: {
                            document_key: 'a1755b1a8e3646b5a2d0f26e654839ec'
                            variable: '989d9e235324220002c6435723dc3484'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e6cb7e0939814516a849b22ccbd3b32c'
                        key: {
                            name: 'task'
                            element: 'x_alrt_relay_source'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e7c80e6bc42744b1be008ac800f5d81b'
                        key: {
                            sys_security_acl: 'd54b6a248c994a3e9035dfaac9e7f3a4'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e8355cdf0cd84de3a6731d22080ad49b'
                        key: {
                            document_key: 'a95567ab8eba4014a3b52edc5f377b0d'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'e8e54dbcab8c4927b8416fc47765a742'
                        key: {
                            sys_ui_section: {
                                id: '19863559fe5a437ab29b76c94b04aca3'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'Connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e9bf534fadda4b52981a86dfefcbaccd'
                        key: {
                            document_key: '62a9d8f68f2e45fba5a28526eaa01533'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'e9e7406d213f4246a79f1d8248119bc0'
                        key: {
                            document_key: 'a95567ab8eba4014a3b52edc5f377b0d'
                            variable: '9024a37f671003007ba405225685efe5'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ebb88c256e64461284d17ed9b9b14457'
                        key: {
                            list_id: {
                                id: '83ddc416182a4a53bdab8ec22d4a7ce2'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'number'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'ebe0cbb6f52143f6b53fd1477814baab'
                        key: {
                            name: 'x_alrt_relay_claim'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'ebe6fe9a2c2f4cfd8455c0dbd96bf09d'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'eccbd68c3ff6425698233418b12303e4'
                        key: {
                            document_key: '7aaf7ccfd1544ccea0c84cd90b076ca8'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ed473f53eb09425f8de2bc798aa57b85'
                        key: {
                            list_id: {
                                id: '04c96d24d36d4f72b6af5b74e306a841'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'silent'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ede0c684b15f46cf997d50ea1fa42146'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'active'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'ee65f30cd14f4e3e8ec6e9fa7ae29a95'
                        key: {
                            sys_security_acl: '207ce0b15e17497e9f300a5f78aef796'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'ee7cb9c54a3146e6999cd5d7b3fe4d4c'
                        key: {
                            sys_ui_section: {
                                id: '174307e4897846569a271940a86c22b8'
                                key: {
                                    name: 'x_alrt_relay_outbox'
                                    caption: 'Change'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.begin_split'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_index'
                        id: 'ef2cec5695e54b4396aca540eb207dc6'
                        key: {
                            logical_table_name: 'x_alrt_relay_watch'
                            col_name_string: 'record'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'ef9b7c72c19540f6bbc9e33d735b3f38'
                        key: {
                            document_key: '7aaf7ccfd1544ccea0c84cd90b076ca8'
                            variable: '90144b535320220002c6435723dc3488'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'efcc6ddec23c401abb3ab7768542f58b'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'table'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'efe302176ee7437fa2550fb6b7884633'
                        key: {
                            sys_security_acl: 'b05e978fe94341ecae66f61dee5b20f6'
                            sys_user_role: {
                                id: '3f3dc3e6067b43c19f586ff1842c67e3'
                                key: {
                                    name: 'x_alrt_relay.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'f01efcd884874de391267e1ad7b92c4d'
                        key: {
                            sys_ui_section: {
                                id: '4746908944de4fd38aa180a8f0f18701'
                                key: {
                                    name: 'incident'
                                    caption: 'Incident and alert'
                                    view: {
                                        id: 'ac7ba87677ce4c258b9fd5ffcf18f956'
                                        key: {
                                            name: 'x_alrt_relay'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'assigned_to'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'f1815ed2596047dc8bf670b6d631e03b'
                        key: {
                            sys_security_acl: 'd7aa743f95b4456991a6b8f2f883313c'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f22c4471f8414be2b4c807f16914fed4'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'old_secret_until'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'f2b0b03bac5b40f0a6933ecf07f0d9db'
                        key: {
                            list_id: {
                                id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                                key: {
                                    name: 'x_alrt_relay_link'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'connection'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'f32152f9432549b796fd050eb795fb70'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.end_split'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f54d7896c5cd42f5b468e45ed5d6fddc'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'old_secret'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'f651867851b6425e9d9320751e04ae3c'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'failures'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'f6d03c3310dd44a8bdd07b8944db10d5'
                        key: {
                            sys_security_acl: 'd97d00593a2d4ba6887c1bf6f4be07d3'
                            sys_user_role: {
                                id: 'c2cbeb71d9fc41cabf985e7d57903b0c'
                                key: {
                                    name: 'x_alrt_relay.viewer'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'f73d6a4ef56448cfb19010f823092489'
                        key: {
                            document_key: '0eba35bdba194fbea08ef1044555123c'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'f849e9ad70fb4d159f16a3839c47008e'
                        key: {
                            document_key: '0eba35bdba194fbea08ef1044555123c'
                            variable: 'dd54cf535320220002c6435723dc34fd'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f89b0e0e5ef64fe6b271d96839348b80'
                        key: {
                            name: 'x_alrt_relay_link'
                            element: 'record'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f8b3b101ad114cf19c9e9b2f6ac606cc'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'number'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f922628ea8ba4cfb9d6e76dcbd00e9b1'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'fa627d99fac347628a87f86ccab0a403'
                        key: {
                            document_key: 'a95567ab8eba4014a3b52edc5f377b0d'
                            variable: 'e6e3c7535320220002c6435723dc3496'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'faf6717267a94bff89de47013c3994e4'
                        key: {
                            sys_security_acl: '458c23edcf344952a57c1be404bfde29'
                            sys_user_role: {
                                id: 'b4d39e4b490f43eeb95929095c9794d5'
                                key: {
                                    name: 'nobody'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'fb0bd73636804bc3b087129c53a66aab'
                        key: {
                            name: 'x_alrt_relay_forward_rule'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'fbbcae4746354ba9ac8be3b1e5aa19a0'
                        key: {
                            name: 'x_alrt_relay_link'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'fc2b7283048b4942918e9c01d643a45c'
                        key: {
                            name: 'x_alrt_relay_outbox'
                            element: 'last_error'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_variable_value'
                        id: 'fc86e6d130e944d7a8caed3bf495993d'
                        key: {
                            document_key: '61fbe83e9e1b47a88532047fa6b092a8'
                            variable: '915990ab531000109e02ddeeff7b12f8'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'ff2da3b046bd4220b2f13742f44e771b'
                        key: {
                            sys_ui_section: {
                                id: 'b8c481a7cdfc451ba3266dcca64ce189'
                                key: {
                                    name: 'x_alrt_relay_connection'
                                    caption: 'How it goes'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: '.split'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ff3a161304864ecda99d130434fa7f87'
                        key: {
                            name: 'x_alrt_relay_connection'
                            element: 'name'
                        }
                    },
                ]
            }
        }
    }
}
