"""What intake is measured by: pages against their true text, a day's folder, broken inputs, and kills at any instant."""
