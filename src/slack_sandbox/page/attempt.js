/** Calls to the workspace that somebody asked for. */

import { ApiError } from "./api.js";
import { toast } from "./overlay/toast.js";

/** Runs `work`; what the workspace refuses becomes a toast and null. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "error");
    return null;
  }
}
