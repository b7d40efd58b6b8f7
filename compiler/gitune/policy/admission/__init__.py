"""Policies as ValidatingAdmissionPolicies: what an object on the cluster shows, in CEL."""
