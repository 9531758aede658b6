module desk

go 1.19
