/** The version of the contract: the first number changes when a client that was right before could fail. */
export const contractVersion = '1.0.0';

/** In which each answer says the version of the contract that its server has. */
export const contractHeader = 'clusto-api';
