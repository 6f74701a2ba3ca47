import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createScriptRunner, type ScriptRunner } from '../testing/run-script.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

/** Every method that the documentation lists for scoped scripts: servicenow-platform.md section 5. */
const documented: Readonly<Record<string, string>> = {
  GlideRecord: `addActiveQuery addEncodedQuery addFunction addJoinQuery addNotNullQuery addNullQuery addQuery
    addSystemQuery addSystemEncodedQuery addSystemOrderBy addUserQuery addUserEncodedQuery addUserOrderBy
    addUserOrderByDesc canCreate canRead canWrite canDelete chooseWindow deleteMultiple deleteRecord
    disableSysIdInOptimization get getAttribute getClassDisplayValue getDisplayValue getED getElement getElements
    getEncodedQuery getLabel getLastErrorMessage getLink getRecordClassName getRowCount getTableName
    getUniqueValue getValue hasNext insert initialize isActionAborted isEncodedQueryValid isNewRecord isValid
    isValidEncodedQuery isValidField isValidRecord isView newRecord next _next operation orderBy orderByDesc query
    _query setAbortAction setCategory setLimit setNewGuidValue setNoCount setValue setWorkflow update
    updateMultiple updateWithReferences`,
  GlideElement: `canCreate canRead canWrite changes changesFrom changesTo dateNumericValue getAttribute
    getBooleanAttribute getChoices getChoiceValue getDecryptedValue getDisplayValue getED getGlideObject
    getHTMLValue getJournalEntry getLabel getName getReferenceTable getRefRecord getTableName getValue nil
    setDateNumericValue setDisplayValue setError setPhoneNumber setValue toString`,
  gs: `addErrorMessage addHighMessage addInfoMessage addLowMessage addModerateMessage addSuccessMessage base64Encode
    base64Decode beginningOfToday endOfToday daysAgo hoursAgo minutesAgo debug info warn error eventQueue
    eventQueueScheduled executeNow generateGUID getCallerScopeName getCurrentApplicationId getCurrentScopeName
    getErrorMessages getMessage getProperty getSession getSessionID getSessionToken getTimeZoneName getUser
    getUserID getUserName getUserDisplayName hasRole include isDebugging isInteractive isLoggedIn isMobile nil
    setProperty setRedirect tableExists urlEncode urlDecode xmlToJSON`,
  RESTMessageV2: `setEndpoint setHttpMethod setRequestHeader setRequestBody setRequestBodyFromAttachment
    setQueryParameter setStringParameter setStringParameterNoEscape setBasicAuth setAuthenticationProfile
    setHttpTimeout setMIDServer setMutualAuth setEccCorrelator setEccParameter setLogLevel setRequestorProfile
    setAllowedRedirectURIs disableForcedVariableSubstitution saveResponseBodyAsAttachment getRequestBody execute
    executeAsync`,
  GlideDateTime: `getValue getDisplayValue add addSeconds addDaysUTC addDaysLocalTime addWeeksUTC addMonthsUTC
    addYearsUTC subtract getNumericValue setValueUTC compareTo after before getDate getTime isValid getErrorMsg
    getDayOfWeekUTC getDaysInMonthUTC getWeekOfYearUTC setDisplayValue setValue getTZOffset`,
  GlideDigest: `getMD5Base64 getMD5Hex getSHA1Base64 getSHA1Hex getSHA256Base64 getSHA256Hex`,
  CertificateEncryption: 'generateMac',
  GlideAggregate: `addAggregate addQuery addEncodedQuery addNotNullQuery addNullQuery getAggregate groupBy hasNext next
    orderBy orderByDesc query getRowCount getValue getEncodedQuery getTableName setGroup orderByAggregate
    addTrend getTotal getQuery`,
  GlideSysAttachment: `copy deleteAttachment getAttachments getContent getContentBase64 getContentStream write writeBase64
    writeContentStream`,
};

const makers: Readonly<Record<string, string>> = {
  GlideRecord: `new GlideRecord('incident')`,
  GlideElement: `(function () { var record = new GlideRecord('x_test_item'); record.initialize(); return record.getElement('name'); })()`,
  gs: 'gs',
  RESTMessageV2: 'new sn_ws.RESTMessageV2()',
  GlideDateTime: 'new GlideDateTime()',
  GlideDigest: 'new GlideDigest()',
  CertificateEncryption: 'new CertificateEncryption()',
  GlideAggregate: `new GlideAggregate('x_test_item')`,
  GlideSysAttachment: 'new GlideSysAttachment()',
};

let instance: Instance;
let scripts: ScriptRunner;

beforeAll(async () => {
  instance = await createInstance({ app: writeSampleApp(), scheduledJobs: false, demoData: false });
  scripts = createScriptRunner(instance);
});

afterAll(async () => {
  await instance.close();
});

test.each(Object.keys(documented))('%s has every documented method', async (name) => {
  const missing = await scripts.run(`
    var subject = ${makers[name]};
    return ${JSON.stringify(documented[name]?.split(/\s+/))}.filter(function (method) {
      return typeof subject[method] !== 'function';
    });`);

  expect(missing).toEqual([]);
});

test.each([
  'setTimeout',
  'fetch',
  'process',
  'Buffer',
  'console',
  'URL',
  'structuredClone',
  'XMLHttpRequest',
  'Packages',
  'GlideCertificateEncryption',
])('scripts have no %s', async (name) => {
  await expect(scripts.run(`return typeof ${name};`)).resolves.toBe('undefined');
});
