"""The program `milepost`: one module a group of commands."""
