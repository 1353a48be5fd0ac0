/** The operation of the working child whose attempts have all the time there is. */
export const patientId = 'bePatient'
