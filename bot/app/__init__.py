"""The work of the house: intake, front desk, casework, postman, ticks, and how they are put together."""
