/** The part of npm `servicenow-rest-api` that the referee uses; the package has no types of its own. */
declare module 'servicenow-rest-api' {
  type Answer = (answer: unknown) => void;

  class ServiceNow {
    constructor(instance: string, user: string, password: string);
    setNetworkOptions(options: object): void;
    getSampleData(table: string, answer: Answer): void;
    getTableData(
      fields: readonly string[],
      filters: readonly string[],
      table: string,
      answer: Answer,
    ): void;
    createNewTask(values: object, table: string, answer: Answer): void;
    getSysId(table: string, number: string, answer: Answer): void;
    UpdateTask(table: string, number: string, values: object, answer: Answer): void;
    DeleteTask(table: string, number: string, answer: Answer): void;
    getAllAttachmentsMetaData(recordId: string, answer: Answer): void;
    getAttachment(sysId: string, answer: Answer): void;
  }

  export default ServiceNow;
}
