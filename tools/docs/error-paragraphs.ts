/** What happened and what to do, by code. A test demands one paragraph per code and one code per paragraph. */
export const errorParagraphs: Readonly<Record<string, string>> = {
  BODY_ENCODING_UNSUPPORTED: `The body is compressed in a way, or written in a character set, that the relay does not read.
Have the tool send it plain or with gzip, deflate, br or zstd, once and not nested.`,

  BODY_TOO_LARGE: `The body is larger than \`limits.maxBodyBytes\`, counted after decompression; in the API (\`/api/v1\`) than 256 KiB.
Nothing was kept. If the tool groups very many alerts into one notification, limit the group there, or raise the limit.`,

  BODY_UNREADABLE: `The body ended early, is not as long as announced, or is not compressed as its header says; in the API (\`/api/v1\`) it may also be no valid JSON.
Where a tool sent it, usually a proxy between the tool and the relay cuts it. A genuine body that merely does not fit the connector is a different thing: it is kept and shown as rejected.`,

  BUG: `Something failed that nobody foresaw. The log has the cause under the request id or the job; the caller is told nothing.
The job is tried again, since many bugs depend on the moment. Report it with the log line.`,

  COMMAND_NOT_RECORDED: `What waits here waits for a command whose answer is not recorded yet.
A change that this command made: the app told of it first. It waits until the relay knows what it sent, so that it is not taken for somebody else's.
An update that is tried alone, since what waits behind it met an error: it was written together with that before, and no answer came. It is tried again with the others.
Nothing is to be done.`,

  CONFIGURATION_CHANGED: `Others change the configuration all the time, and five tries came too late.
Send the request again. Nothing was written.`,

  CONFIGURATION_EXISTS: `Something of this kind has this name already.
Choose another name, or change what is there with PUT or PATCH (\`edit\` on the command line).`,

  CONFIGURATION_IN_USE: `What shall be deleted is used by something else; the message lists it.
Change or delete that first, or delete everything together: \`?cascade=true\`, \`--cascade\`.`,

  CONFIGURATION_INVALID: `The configuration cannot be used: the relay lists all faults of its file and ends with exit code 78, or an address or port in it, or in a variable that the message names, cannot be used (exit code 1 where another process has the port, which may pass).
Of what the store holds only the objects with a fault are not used: jobs that need them wait, a tool or an app that comes for them is to come again. See [runbook.md](runbook.md#something-is-not-used-as-it-is-stored).
Correct what the lines name; [configuration.md](configuration.md) explains every field.`,

  CONFIGURATION_PROVIDED: `The object stands in the file that the message names, below \`provision:\`, and is changed there only; the relay reads the file when it starts.
To manage it through the API instead, take it out of the file, restart the relay and create it.`,

  CONFIGURATION_REFUSED: `The change does not fit: the message lists each object, the field, and what was expected there.
Nothing was written. The same rules hold for relay.yml, see [configuration.md](configuration.md). A secret that is shown as \`{"set": true}\` stays as it is when it is sent back so; with another address beside it, it has to be entered again.`,

  CONNECTION_HELD: `The instance sleeps, refuses the sign-in or does not answer, so its jobs wait and nothing is tried; the line "connection held" and the metric \`alert_relay_connection_held\` say so.
Mend what the code in that line names. The relay probes by itself, a second apart at first and a minute at last, and goes on where it stopped.`,

  CREDENTIALS_REFUSED: `The instance did not take the credentials that the connection was to change to, or to stay with; the message has what it said.
Nothing was changed, and what was live before still is. Correct them and try again, not more than five times: that locks an account.`,

  DATA_FOLDER_LOCKED: `Another relay already works on this data folder. Two on one folder would overwrite each other, so the second refuses to start.
Stop the other one, or give this one its own folder with \`--data DIR\`.`,

  DESTINATION_ADDRESS_REFUSED: `An address that the relay shall call resolves to a loopback, private or otherwise special network, and nobody allowed that.
If the address is meant, add the host or its range to \`outgoing.allow\`; if it is not, somebody may have tried to reach your inner network through the relay.`,

  DESTINATION_REFUSED: `The tool answered a write-back with a status that will not change by trying again, such as 400 or 404.
The message has the status. Look at the address and the authorization of the destination, then replay the dead letter.`,

  DESTINATION_THROTTLED: `The relay holds a write-back, so that the destination gets no more requests in a minute than its tool takes.
Nothing is to be done: it is sent when its turn comes, and no attempt is spent.`,

  DESTINATION_UNAVAILABLE: `A destination or an instance could not be reached, broke the connection or did not answer in time.
Nothing is to be done if it recovers: the job is tried again. Else check its address, and whether the relay's host may reach it.`,

  IDEMPOTENCY_KEY_REUSED: `The Idempotency-Key of this request was used before for a request with another body.
Use a new key for a new request; the same key only for the same request tried again.`,

  LEASE_LOST: `This relay stood still for longer than a lease lasts (a frozen machine, a database that did not answer), and another one went on with its work.
It sends and writes nothing more for that lane; nothing is lost. Many of these: look why the process or its connections to the database stall.`,

  LINK_NOT_YET_KNOWN: `The app told of a change of a record that carries one of the relay's keys, before its creation was recorded here.
Nothing is to be done: the change waits for the answer to the creation.`,

  LOOP_STOPPED: `A tool and ServiceNow kept changing one record in answer to each other: usually a rule on each side that undoes what the other does, such as two assignment groups on one escalation policy and an assignment rule.
The relay stopped that record alone, with a note on it; what comes meanwhile waits in its lane. Mend one of the two rules, then resume: \`alert-relay replay ID\`, \`--code LOOP_STOPPED\`, or the same in the API.`,

  MASTER_KEY_INVALID: `The master key cannot be used: it is not 32 bytes in Base64, others on the machine may read its file, or the file that \`RELAY_KEY_FILE\` names is not there.
The message names the place and the fault. The relay never makes a key of its own in place of one that it cannot use; [secrets.md](secrets.md) explains the keys.`,

  METHOD_NOT_ALLOWED: `The relay has this path, and not with this method.
The header \`Allow\` and the message name the methods that it has. A tool that sends its alerts with another one is told so where its token or signature is right: set the method in its webhook.`,

  NOT_FOUND: `There is nothing at this path: an unknown workspace, source or connection, or a spelling error.
Compare the address in the tool with the names in the configuration: \`/in/{workspace}/{source}\`. In the API also: to a token of one workspace the others, and what is about the whole relay (\`/api/v1/tokens\`), are not there.`,

  PRECONDITION_FAILED: `The object was changed after you read it: its revision is not the one in \`If-Match\`.
Read it again, apply your change to what it is now, and send that.`,

  REQUEST_INVALID: `The request does not fit the API; the message names each place and what is expected there.
A command that was called wrongly, or names a file that cannot be read or written, says so too, and ends with exit code 64.
\`/api/v1/openapi.json\` describes every request.`,

  SECRETS_KEY_MISSING: `A secret was to be kept or read in the store, and there is no master key: neither \`RELAY_KEY\`, nor \`RELAY_KEY_FILE\`, nor \`relay.key\` beside the configuration.
\`alert-relay init\` makes one. If there was one before, put it back: what is sealed opens with that key and no other. Without it the relay starts only while nothing in the store is sealed.`,

  SECRETS_KEY_UNKNOWN: `The store holds secrets under a master key that is not among those that the relay was given.
Put the former key back as a second line of \`relay.key\` (or behind a comma in \`RELAY_KEY\`), then run \`alert-relay rotate-key\`, which wraps everything anew.`,

  SECRET_NOT_THERE: `A reference such as \`vault:secret/data/x#password\` leads to nothing: there is no secret of this name, or the relay may not read it.
The message names the reference and what its server said. Create the secret, correct the reference, or grant the relay the right; [secrets.md](secrets.md) explains each kind.`,

  SECRET_REFERENCE_REFUSED: `A reference to a secret was entered that this workspace may not use, or that no provider is configured for.
An operator allows references by their beginning in \`secrets.references\` and configures providers below \`secrets\`; else enter the secret itself.`,

  SECRET_UNAVAILABLE: `The server that keeps a secret did not answer, or answered that it cannot at this moment.
It is asked again. What was read before goes on being used meanwhile; only a start needs the server.`,

  SECRET_UNREADABLE: `A sealed value does not open: it was changed in the store, or copied there from another row, column or workspace.
Enter the secret again, or restore the store from a backup. The message names the row and never the value.`,

  SERVICENOW_ADDRESS_REFUSED: `The address of a connection, or what its name resolves to, is private or special, such as loopback or a cloud's metadata service.
If it is meant, add the host or its range to \`outgoing.allow\`; else correct the connection's \`url\`. The connection waits and goes on by itself.`,

  SERVICENOW_APP_MISSING: `The instance answers and does not know the addresses of the app.
Install or activate the app there, or update it; else the connection's \`url\` is another instance. The connection waits and goes on by itself.`,

  SERVICENOW_APP_OUTDATED: `The app on the instance is older than this relay, and a command needs what it does not know yet: a note on a record of somebody else, or a record that was born in ServiceNow.
Update the app on the instance. What waits goes on by itself within five minutes, no attempt is spent, and everything else of the connection goes on meanwhile.`,

  SERVICENOW_BUSY: `All request slots of the instance are taken, or it stopped the request because it took longer than a quota allows.
The job is tried again. If it lasts, look at the instance's semaphores, its transaction quotas and slow business rules on the table.`,

  SERVICENOW_CLAIM_HELD: `Another request is creating the record of this alert at this moment, from a second relay or an attempt whose answer was lost.
The job is tried again after the time that the app names, and then finds the record.
In table mode: the record is being merged with another one of its key, and the next try goes to the one that stays.`,

  SERVICENOW_FORBIDDEN: `The instance knows the integration user and refuses what it asks for.
Grant it the role \`x_alrt_relay.api_user\`, in table mode a role that writes the table of the route. The connection waits, tries every few seconds and goes on by itself.`,

  SERVICENOW_HIBERNATING: `The instance sleeps, as developer instances do after some hours: it answers with a web page.
Wake it by signing in with a browser. The connection waits and goes on by itself; alerts are kept meanwhile.`,

  SERVICENOW_LOOKUP_AMBIGUOUS: `A name in the route, such as the assignment group, fits more than one active record.
Write the sys_id in place of the name, or make the name unique in ServiceNow, then replay.`,

  SERVICENOW_LOOKUP_EMPTY: `A name in the route, such as the assignment group or the caller, fits no active record.
Correct it (spelling and capitals count), then replay.`,

  SERVICENOW_NOT_FOUND: `The app knows nothing under the key or the connection that was named, or the record is hidden from the integration account.
Most often the connection's \`url\` has become another instance, or the app was installed anew.`,

  SERVICENOW_NOT_JSON: `Something between the relay and the instance answered instead, with a web page or with text that is not JSON, or the answer stopped in the middle.
The message tells what came. Check proxies and the connection's \`url\`.`,

  SERVICENOW_OUTCOME_UNKNOWN: `In table mode, a write was sent and no answer says whether the instance applied it: a timeout, a cut connection or a server error.
The job waits until the instance's own quota must have ended the request, then looks for the record and goes on from what it finds. Nothing is to be done; [table-mode.md](table-mode.md) explains why.`,

  SERVICENOW_RATE_LIMITED: `The instance limits how many requests the integration user may make, and the limit is reached.
The relay waits as long as the instance asks. If it happens in normal times, raise the rate limit rule or group alerts.`,

  SERVICENOW_RECORD_DELETED: `The record of this alert was deleted in ServiceNow, and the relay does not create it again against somebody's will.
The next episode of the alert, after it was resolved, gets a new record.`,

  SERVICENOW_REJECTED: `The app or the instance refused the request as malformed; trying again would end the same.
The message names the field. A table that the app may not write is allowed in its properties.`,

  SERVICENOW_SIGN_IN_NEEDED: `The connection signs in by authorization code, and nobody has signed in yet, or the refresh token of the last sign-in is over: ServiceNow ends it after 100 days, used or not.
Run \`alert-relay connect NAME\`, open the link that it prints and press Allow. The connection waits and goes on by itself.`,

  SERVICENOW_UNAUTHORIZED: `The instance does not accept the credentials: a wrong or changed password, a locked user, a revoked client.
Correct them in the connection; [connections.md](connections.md) says what each way to sign in needs. The connection waits, tries seldom since five failed sign-ins lock an account, and goes on by itself; no attempt is counted and no alert lost.`,

  SERVICENOW_UNAVAILABLE: `The instance could not be reached, broke the connection, did not answer in time, or failed with a 5xx, as it does during restarts and maintenance.
The message tells whether a write may have been applied; the next try finds out and doubles nothing.`,

  SERVICENOW_UNEXPECTED_ANSWER: `The answer is empty, a redirect to elsewhere, or JSON that is not what the contract between app and relay says.
Check the connection's \`url\` and compare the versions of both: an app that is older or newer by more than one contract must be updated.`,

  SERVICENOW_WRITE_REFUSED: `A business rule, a data policy or an ACL of the instance refused to write the record.
The message repeats its words. Supply the mandatory field in the route, or change the rule, then replay.`,

  SERVICENOW_WRONG_RECORD: `What the instance gave back does not carry the key that was asked for. The relay never updates such a record.
Look at the record in the message: somebody changed or copied its correlation id.`,

  SIGNATURE_MISMATCH: `The token or the signature of a request is missing, wrong or too old. Nothing of it was kept.
Compare the secret in the tool with the one in the configuration; for signatures, compare the clocks too.`,

  SOURCE_DISABLED: `The source exists and is switched off: \`enabled: false\`.
Switch it on, or stop the tool from sending.`,

  STORED_BY_NEWER_RELEASE: `A newer release has stored something of an alert that this one does not know, a status or a severity, and an earlier one was installed again.
Work on that alert waits and is tried ever less, at last every ten minutes; nothing of it is lost, and other alerts go on.
Install the newer release again; [the runbook](runbook.md#after-going-back-to-an-earlier-release) has more.`,

  STORE_UNSUITABLE: `The relay cannot work on this database: it is a PostgreSQL older than 15, it keeps texts in another encoding than UTF8, its schema was made by a newer relay that took away what this one needs, or by one of another line that never had it, or a newer relay has stored an object of a kind that this one does not know, in a workspace or in the version of one that is asked for.
The message says which; start the newer version, or restore the backup from before the upgrade.
A plan of \`setup\` says so of a schema of an earlier release, since it would have to change it: \`alert-relay migrate\` first.`,

  STORE_UNAVAILABLE: `The relay cannot write durably at this moment: the disk is full or failing, the data folder is damaged or belongs to another user, the database does not answer, or the relay is about to stop.
The tool is told 503 and sends again; nothing was accepted that could be lost. Look at the disk of the data folder, or at the database.`,

  TOKEN_REFUSED: `The API was called without a token, or with one that is unknown, expired or revoked.
\`npm run relay -- token list\` shows which there are; \`token create\` makes a new one.`,

  TOKEN_SCOPE_MISSING: `The token is good, but may not do this: the message names the scope that it lacks.
Make a token with that scope; a token's scopes never change.`,

  TOO_MANY_REQUESTS: `More requests came with this token than the API takes in a minute.
Wait as the header Retry-After says; alerts of tools do not pass through the API and are not held back.`,
};
