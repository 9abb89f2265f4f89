# Makes studentized-range.json: the studentised range by R's ptukey and qtukey, and to more digits by nested
# integration of its definition, where ptukey has fewer (its documentation promises no more than about 1e-8).
# Rscript test/reference/studentized-range.R
library(jsonlite)
range_tail <- function(w, k) {
  if (w <= 0) return(1)
  f <- function(z) {
    below <- pnorm(z)
    r <- pmin(1, pnorm(z - w, log.p = FALSE) / below)
    k * dnorm(z) * below^(k - 1) * -expm1((k - 1) * log1p(-r))
  }
  cuts <- c(-12, -6, -3, 0, 3, w / 2, w / 2 + 3, w / 2 + 6, w / 2 + 12)
  cuts <- sort(unique(cuts))
  sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-11, abs.tol = 1e-18, subdivisions = 500, stop.on.error = FALSE)$value,
    head(cuts, -1), tail(cuts, -1)))
}
tail_exact <- function(q, k, df) {
  if (is.infinite(df)) return(range_tail(q, k))
  g <- function(s) {
    sapply(s, function(x) {
      ld <- log(2) + log(df) + log(x) + dchisq(df * x^2, df, log = TRUE)
      if (ld < -600) 0 else exp(ld) * range_tail(q * x, k)
    })
  }
  sd <- 1 / sqrt(2 * df)
  cuts <- sort(unique(pmax(1e-12, c(1e-12, 1e-4, 1e-2, 0.1, 0.3, 1 - 4 * sd, 1, 1 + 4 * sd, 1 + 9 * sd, 4))))
  sum(mapply(function(a, b) integrate(g, a, b, rel.tol = 1e-10, abs.tol = 1e-18, subdivisions = 400, stop.on.error = FALSE)$value,
    head(cuts, -1), tail(cuts, -1)))
}
grid <- expand.grid(q = c(0.2, 1, 2.5, 3.7, 6, 12), k = c(2, 3, 5, 12, 40), df = c(2, 4.3, 9.87, 26.5, 120, 1000.5, Inf))
exact <- subset(expand.grid(q = c(1, 3.7, 8), k = c(2, 4, 15), df = c(1, 3.3, 17.25, 160, Inf)))
exact <- rbind(exact, data.frame(q = 12, k = c(2, 40, 12), df = c(4.3, 4.3, 2)))
exact$p <- mapply(tail_exact, exact$q, exact$k, exact$df)
quantiles <- expand.grid(p = c(0.1, 0.05, 0.01), k = c(2, 3, 6, 20), df = c(3.5, 10, 45.2, Inf))
write_json(list(
  tail = cbind(grid, p = with(grid, ptukey(q, k, df, lower.tail = FALSE))),
  exact = exact,
  quantiles = cbind(quantiles, q = with(quantiles, qtukey(p, k, df, lower.tail = FALSE)))
), "test/reference/studentized-range.json", digits = 15, auto_unbox = TRUE, dataframe = "columns")
