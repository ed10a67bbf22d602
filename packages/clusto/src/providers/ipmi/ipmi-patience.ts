/** How long ipmitool waits for one answer, and how often it asks. */
export const ipmiPatience = { seconds: 3, tries: 2 };
