// Says where the names of the programming model come from; the official package is put in by changing this one line
// to `global using Microsoft.Azure.Functions.Worker;`.
global using Relais.Hosting.Worker;
