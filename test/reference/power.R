# Power of the t-test of treatment in a balanced cluster-randomised trial, by the noncentral t distribution: J clusters of m,
# half of them treated, J - 2 degrees of freedom, variance of the difference 4 (tau^2 + sigma^2/m)/J.
# Run from the repository root: Rscript test/reference/power.R
library(jsonlite)
power <- function(J, m, tau, sigma, delta, alpha = 0.05) {
  ncp <- delta / sqrt(4 * (tau^2 + sigma^2 / m) / J)
  t <- qt(1 - alpha / 2, J - 2)
  pt(-t, J - 2, ncp) + pt(t, J - 2, ncp, lower.tail = FALSE)
}
cases <- expand.grid(J = c(10, 20, 40), delta = c(0, 1, 1.4))
cases$m <- 8; cases$tau <- 1; cases$sigma <- 1.5
cases$power <- mapply(power, cases$J, cases$m, cases$tau, cases$sigma, cases$delta)
write(toJSON(cases, digits = 12), "test/reference/power.json")
